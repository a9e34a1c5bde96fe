package ridgeline.config.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.config.Jobs;
import ridgeline.config.Problem;

@Tag("plain")
class SweepConfigProblemsTest {

  @Test
  void messageHasALineForEachProblem() {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class,
            () -> Jobs.read(Jobs.LINE + "folds: {count: 1, colum: f}\nsolver: {tol: -1}"));
    assertThat(e)
        .hasMessage(
            """
            folds.colum: is not a known key; did you mean 'column'?
            folds.count: must be at least 2, got: 1
            solver.tol: must be finite and > 0, got: -1\
            """);
    assertThat(e.problems())
        .contains(new Problem("folds.count", "must be at least 2, got: 1"))
        .hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mars/Olympus", "CEST", "+25:00"})
  void unknownTimeZone(String zone) {
    assertThatThrownBy(() -> Jobs.read(Jobs.LINE, "data.timeZone=" + zone))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "data.timeZone: must be a time zone such as Europe/Berlin, UTC or +02:00, got: \"%s\""
                .formatted(zone));
  }

  /** A section that is added to the minimal job, and its problem. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          seed: 1 -> seed: is not a known key; known: name, data, folds, grid, earlyStopping, select, engine, refit, solver, report
          GRID: {} -> GRID: is not a known key; did you mean 'grid'?
          sovler: {} -> sovler: is not a known key; did you mean 'solver'?
          grid: {regParams: 1} -> grid.regParams: is not a known key; did you mean 'regParam'?
          grid: {alpha: 1} -> grid.alpha: is not a known key; known: elasticNetParam, regParam, standardization, fitIntercept, l2Scale, penaltyFactor
          solver: {tlo: 1} -> solver.tlo: is not a known key; did you mean 'tol'?
          solver: {tl: 1} -> solver.tl: is not a known key; did you mean 'tol'?
          solver: {foo: 1} -> solver.foo: is not a known key; known: tol, maxIter
          grid: {regParam: {cuont: 1}} -> grid.regParam.cuont: is not a known key; did you mean 'count'?

          folds: 5 -> folds: must be a section with keys, got: 5
          folds: [5] -> folds: must be a section with keys, got: [5]
          folds: {count: 1} -> folds.count: must be at least 2, got: 1
          folds: {count: 2.0} -> folds.count: must be a whole number, got: 2.0
          folds: {count: 1e3} -> folds.count: must be a whole number, got: 1E+3
          folds: {count: "10"} -> folds.count: must be a whole number, got: "10"
          folds: {count: true} -> folds.count: must be a whole number, got: true
          folds: {count: [3]} -> folds.count: must be a whole number, got: [3]
          folds: {count: .inf} -> folds.count: must be a whole number, got: Infinity
          folds: {count: 2147483648} -> folds.count: must be at most 10000, got: 2147483648
          folds: {count: 99999999999999999999} -> folds.count: must be at most 10000, got: 99999999999999999999
          folds: {seed: 9223372036854775808} -> folds.seed: must be at most 9223372036854775807, got: 9223372036854775808
          folds: {seed: -9223372036854775809} -> folds.seed: must be at least -9223372036854775808, got: -9223372036854775809
          folds: {seed: 1.5} -> folds.seed: must be a whole number, got: 1.5
          folds: {by: [a, b, a]} -> folds.by[2]: is the same as folds.by[0], got: "a"
          folds: {by: {a: 1}} -> folds.by: must be a list, got: {"a":1}
          folds: {by: [a, 1]} -> folds.by[1]: must be text, in quotes if need be, got: 1
          folds: {by: [a, ~]} -> folds.by[1]: must be text, in quotes if need be, got: nothing
          folds: {by: [a, [b]]} -> folds.by[1]: must be text, got: ["b"]
          folds: {by: 2024} -> folds.by: must be text, in quotes if need be, got: 2024
          folds: {column: " "} -> folds.column: must not be blank
          folds: {by: [a], column: f} -> folds.column: cannot be combined with by; remove one of them

          grid: {elasticNetParam: [0, 1.5]} -> grid.elasticNetParam[1]: must be in [0, 1], got: 1.5
          grid: {elasticNetParam: [-0.1]} -> grid.elasticNetParam[0]: must be in [0, 1], got: -0.1
          grid: {elasticNetParam: 2} -> grid.elasticNetParam: must be in [0, 1], got: 2
          grid: {elasticNetParam: [.nan]} -> grid.elasticNetParam[0]: must be in [0, 1], got: NaN
          grid: {elasticNetParam: [.inf]} -> grid.elasticNetParam[0]: must be in [0, 1], got: Infinity
          grid: {elasticNetParam: ["0"]} -> grid.elasticNetParam[0]: must be a number, got: "0"
          grid: {elasticNetParam: [NaN]} -> grid.elasticNetParam[0]: must be a number, got: "NaN"
          grid: {elasticNetParam: [~]} -> grid.elasticNetParam[0]: must be a number, got: nothing
          grid: {elasticNetParam: []} -> grid.elasticNetParam: needs at least 1 entry, got: []
          grid: {elasticNetParam: [1, 0.5, 1.0]} -> grid.elasticNetParam[2]: is the same as grid.elasticNetParam[0], got: 1.0
          grid: {elasticNetParam: [0, -0.0]} -> grid.elasticNetParam[1]: is the same as grid.elasticNetParam[0], got: 0.0
          grid: {elasticNetParam: {a: 1}} -> grid.elasticNetParam: must be a list, got: {"a":1}
          grid: {regParam: [-1]} -> grid.regParam[0]: must be finite and >= 0, got: -1
          grid: {regParam: [.NaN]} -> grid.regParam[0]: must be finite and >= 0, got: NaN
          grid: {regParam: [1, .inf]} -> grid.regParam[1]: must be finite and >= 0, got: Infinity
          grid: {regParam: [-.Inf]} -> grid.regParam[0]: must be finite and >= 0, got: -Infinity
          grid: {regParam: 1e999} -> grid.regParam: must be finite and >= 0, got: 1E+999
          grid: {regParam: many} -> grid.regParam: must be a number, got: "many"
          grid: {regParam: []} -> grid.regParam: needs at least 1 entry, got: []
          grid: {regParam: [1, 1]} -> grid.regParam[1]: is the same as grid.regParam[0], got: 1
          grid: {regParam: {count: 0}} -> grid.regParam.count: must be at least 1, got: 0
          grid: {regParam: {minRatio: 0}} -> grid.regParam.minRatio: must be in (0, 1), got: 0
          grid: {regParam: {minRatio: 1}} -> grid.regParam.minRatio: must be in (0, 1), got: 1
          grid: {regParam: {minRatio: .nan}} -> grid.regParam.minRatio: must be in (0, 1), got: NaN
          grid: {standardization: "true"} -> grid.standardization: must be true or false, got: "true"
          grid: {fitIntercept: yes} -> grid.fitIntercept: must be true or false, got: "yes"
          grid: {l2Scale: MLLIB} -> grid.l2Scale: must be one of mllib, plain, got: "MLLIB"
          grid: {l2Scale: [plain]} -> grid.l2Scale: must be one of mllib, plain, got: ["plain"]

          earlyStopping: {enabled: 1} -> earlyStopping.enabled: must be true or false, got: 1
          earlyStopping: {patience: 0} -> earlyStopping.patience: must be at least 1, got: 0
          earlyStopping: {minImprovement: -1} -> earlyStopping.minImprovement: must be finite and >= 0, got: -1
          earlyStopping: {minImprovement: .inf} -> earlyStopping.minImprovement: must be finite and >= 0, got: Infinity
          earlyStopping: {minLambdas: 0} -> earlyStopping.minLambdas: must be at least 1, got: 0
          select: {rule: max} -> select.rule: must be one of min, 1se, got: "max"
          select: {rule: 1} -> select.rule: must be one of min, 1se, got: 1
          engine: grams -> engine: must be one of auto, gram, mllib, mllib-rows, got: "grams"
          refit: gram -> refit: must be one of mllib, mllib-rows, statistics, got: "gram"
          solver: {tol: 0} -> solver.tol: must be finite and > 0, got: 0
          solver: {tol: .inf} -> solver.tol: must be finite and > 0, got: Infinity
          solver: {tol: .nan} -> solver.tol: must be finite and > 0, got: NaN
          solver: {maxIter: 0} -> solver.maxIter: must be at least 1, got: 0
          """)
  void badSection(String section, String problem) {
    assertThat(Jobs.problems(Jobs.LINE + section)).containsExactly(problem);
  }

  /** An override of the minimal job's data, and its problems. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          name= -> name: is required
          name=My sweep -> name: must be text that matches [a-z0-9][a-z0-9._-]{0,63}, got: "My sweep"
          name=.hidden -> name: must be text that matches [a-z0-9][a-z0-9._-]{0,63}, got: ".hidden"
          name=../other -> name: must be text that matches [a-z0-9][a-z0-9._-]{0,63}, got: "../other"
          name=a/b -> name: must be text that matches [a-z0-9][a-z0-9._-]{0,63}, got: "a/b"
          name=2024 -> name: must be text, in quotes if need be, got: 2024
          name="" -> name: must not be blank
          data= -> data: is required
          data=diamonds -> data: must be a section with keys, got: "diamonds"
          data.dataset=iris -> data.dataset: must be one of diamonds, diabetes, article-line, got: "iris"
          data.dataset= -> data: needs one of dataset, path, sql
          data.path=t.csv -> data: takes only one of dataset, path, sql, got: dataset, path
          data.path=5 -> data.path: must be text, in quotes if need be, got: 5; data: takes only one of dataset, path, sql, got: dataset, path
          data.sql=SELECT 1 -> data: takes only one of dataset, path, sql, got: dataset, sql
          data.format=csv -> data.format: applies to path only; remove it
          data.options.header=true -> data.options: applies to path only; remove it
          data.options={a: [1]} -> data.options.a: must be a single value, got: *****; data.options: applies to path only; remove it
          data.options={a: } -> data.options.a: must be a single value, got: nothing; data.options: applies to path only; remove it
          data.label= -> data.label: is required without a formula
          data.numeric= -> data: needs features: numeric and categorical, or vector, or formula
          data.numeric=[] -> data: needs features: numeric and categorical, or vector, or formula
          data.numeric={x: 1} -> data.numeric: must be a list, got: {"x":1}
          data.numeric=[x, x] -> data.numeric[1]: is the same as data.numeric[0], got: "x"
          data.categorical=["*"] -> data.categorical: must name its columns; "*" is allowed in numeric only
          data.vector=v -> data: takes only one of numeric and categorical, or vector, or formula, got: numeric, vector
          data.degree=0 -> data.degree: must be at least 1, got: 0
          data.invalid=skip -> data.invalid: must be one of fail, drop, impute, got: "skip"
          data.interactions=[x, x2] -> data.interactions[0]: must be a list, got: "x"; data.interactions[1]: must be a list, got: "x2"
          data.interactions=x -> data.interactions: must be a list, got: "x"
          data.interactions=[[x]] -> data.interactions[0]: needs at least 2 entries, got: ["x"]
          data.interactions=[[]] -> data.interactions[0]: needs at least 2 entries, got: []
          data.interactions=[[x, x]] -> data.interactions[0][1]: is the same as data.interactions[0][0], got: "x"
          data.interactions=[[x, color]] -> data.interactions[0]: 'color' is not an entry of numeric or categorical; known: x
          """)
  void badValue(String override, String problems) {
    assertThat(String.join("; ", Jobs.problems(Jobs.LINE, override))).isEqualTo(problems);
  }

  /** The other data keys of a diamonds job, and its problems. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          formula: price ~ ., label: price -> data.label: is already given by the formula; remove one of them
          formula: price ~ ., numeric: [x] -> data: takes only one of numeric and categorical, or vector, or formula, got: numeric, formula
          formula: price ~ ., vector: v -> data: takes only one of numeric and categorical, or vector, or formula, got: vector, formula
          formula: price ~ ., invalid: impute -> data.invalid: impute cannot be combined with formula; use drop or fail
          formula: price ~ ., degree: 2 -> data.degree: expands numeric, which is empty; remove it
          formula: price ~ ., interactions: [[x, y]] -> data.interactions[0]: 'x' is not an entry of numeric or categorical; data.interactions[0]: 'y' is not an entry of numeric or categorical
          label: price, vector: v, categorical: [cut] -> data: takes only one of numeric and categorical, or vector, or formula, got: categorical, vector
          label: price, vector: v, invalid: impute -> data.invalid: impute cannot be combined with vector; use drop or fail
          label: price, categorical: [cut], degree: 2 -> data.degree: expands numeric, which is empty; remove it
          label: price, categorical: [cut, color], interactions: [[cut, colour]] -> data.interactions[0]: 'colour' is not an entry of numeric or categorical; did you mean 'color'?
          label: price, numeric: ["*"], interactions: [[x, y], ["*", x]] -> data.interactions[1]: must name its columns; "*" is allowed in numeric only
          """)
  void badData(String data, String problems) {
    String job = "{name: a, data: {dataset: diamonds, " + data + "}}";
    assertThat(String.join("; ", Jobs.problems(job))).isEqualTo(problems);
  }

  @ParameterizedTest
  @CsvSource({"auto", "gram"})
  void penaltyFactorsGoWithStatistics(String engine) {
    String factors = Jobs.LINE + "grid: {penaltyFactor: {x: 2}}";
    assertThat(Jobs.problems(factors, "refit=statistics", "engine=" + engine)).isEmpty();
  }

  @Test
  void penaltyFactorsDoNotGoWithMllib() {
    String factors = Jobs.LINE + "grid: {penaltyFactor: {x: 2}}";
    String reason =
        ", because MLlib's LinearRegression does not support grid.penaltyFactor, got: mllib";
    assertThat(Jobs.problems(factors)).containsExactly("refit: must be statistics" + reason);
    assertThat(Jobs.problems(factors, "engine=mllib"))
        .containsExactly(
            "refit: must be statistics" + reason, "engine: must be gram or auto" + reason);
    assertThat(Jobs.problems(factors, "engine=mllib-rows", "refit=mllib-rows"))
        .containsExactly(
            "refit: must be statistics" + reason + "-rows",
            "engine: must be gram or auto" + reason + "-rows");
    assertThat(Jobs.problems(Jobs.LINE, "engine=mllib", "grid.penaltyFactor={}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          -1   -> must be finite and >= 0, got: -1
          .nan -> must be finite and >= 0, got: NaN
          .inf -> must be finite and >= 0, got: Infinity
          two  -> must be a number, got: "two"
          ~    -> must be a number, got: nothing
          """)
  void penaltyFactorsAreNotNegative(String factor, String message) {
    assertThat(
            Jobs.problems(
                Jobs.LINE, "refit=statistics", "grid.penaltyFactor={x: 1, y: " + factor + "}"))
        .containsExactly("grid.penaltyFactor.y: " + message);
  }

  @Test
  void penaltyFactorsAreASection() {
    assertThat(Jobs.problems(Jobs.LINE, "refit=statistics", "grid.penaltyFactor=[1]"))
        .containsExactly("grid.penaltyFactor: must be a section with keys, got: [1]");
  }

  @Test
  void problemsOfEveryKindAreReportedTogether() {
    String job =
        """
        name: a
        data: {dataset: diamonds, path: t.csv, label: 5, numeric: [x]}
        folds: {count: ten, by: [a], column: f}
        grid: {regparam: 1, elasticNetParam: [2], penaltyFactor: {x: 1}}
        """;
    assertThat(Jobs.problems(job, "engine"))
        .containsExactly(
            "--set engine: must be key=value, such as grid.regParam.count=50",
            "data.label: must be text, in quotes if need be, got: 5",
            "folds.count: must be a whole number, got: \"ten\"",
            "grid.regparam: is not a known key; did you mean 'regParam'?",
            "grid.elasticNetParam[0]: must be in [0, 1], got: 2",
            "data: takes only one of dataset, path, sql, got: dataset, path",
            "folds.column: cannot be combined with by; remove one of them",
            "refit: must be statistics, because MLlib's LinearRegression does not support grid.penaltyFactor,"
                + " got: mllib");
  }

  @Test
  void longValuesAreCutShort() {
    assertThat(Jobs.problems(Jobs.LINE, "engine=" + "x".repeat(78)))
        .containsExactly(
            "engine: must be one of auto, gram, mllib, mllib-rows, got: \""
                + "x".repeat(78)
                + "\"");
    assertThat(Jobs.problems(Jobs.LINE, "engine=" + "x".repeat(500)))
        .containsExactly(
            "engine: must be one of auto, gram, mllib, mllib-rows, got: \""
                + "x".repeat(79)
                + "...");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "# a comment\n", "---\n", "~", "''"})
  void emptyFile(String text) {
    assertThat(Jobs.problems(text))
        .containsExactly("job.yaml: is empty; a job needs at least name and data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a\n- b", "[]", "5", "diamonds"})
  void noKeys(String text) {
    assertThat(Jobs.problems(text))
        .containsExactly("job.yaml: has no keys; a job needs at least name and data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          {name: a} -> line 1, column 2: Unexpected character ('n'
          {"name": "a" "data": {}} -> line 1, column 14: Unexpected character ('"'
          {"name": "a", "name": "b"} -> line 1, column 21: Duplicate field 'name'
          {"name": "a"} {} -> line 1, column 15: a second document starts here
          {"folds": {"seed": 042}} -> line 1, column 21: Invalid numeric value
          {"folds": {"seed": NaN}} -> line 1, column 23: Non-standard number 'NaN'
          """)
  void jsonIsStrict(String text, String message) {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> SweepConfigReader.read(text, "job.json", List.of()));
    assertThat(e).hasMessageStartingWith("job.json: cannot be read at " + message);
    assertThat(e.problems()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud83d", "\\ude00\\ud83d", "a\\udfff"})
  void halfOfACharacterIsRefused(String escape) {
    for (String text :
        List.of(
            "{\"name\": \"%s\"}", "{\"data\": {\"options\": {\"%s\": 1}}}", "{\"a\": [\"%s\"]}")) {
      for (String file : List.of("job.json", "job.yaml")) {
        assertThatThrownBy(() -> SweepConfigReader.read(text.formatted(escape), file, List.of()))
            .isInstanceOf(ConfigException.class)
            .hasMessageStartingWith(file + ": cannot be read");
      }
    }
    assertThat(Jobs.problems("{\"name\": \"%s\"}".formatted(escape)))
        .containsExactly(
            "job.yaml: cannot be read: a text in it has half of a character, such as \\ud83d alone;"
                + " write the character itself");
    assertThat(Jobs.problems("{\"name\": \"\\ud83d\\ude00\"}"))
        .noneMatch(problem -> problem.contains("half"));
  }

  /** Text that is not YAML; {@code |} is a line break. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          name: a|data: [1 -> line 2, column 9: while parsing a flow sequence, expected ',' or ']'
          name: a|data: b: c -> line 2, column 8: mapping values are not allowed here
          name: a|data: 'b -> line 2, column 9: while scanning a quoted scalar, found unexpected end of stream
          name: a|data: {numeric: [*]} -> line 2, column 19: a * must be in quotes, "*"
          name: a|grid: {}|name: b -> line 3, column 5: Duplicate field 'name'
          {"grid": {"regParam": 1, "regParam": 2}} -> line 1, column 36: Duplicate field 'regParam'
          name: &x a|data: *x -> line 2, column 7: aliases, such as *a, are not supported; write the value again
          folds: {seed: 042} -> line 1, column 15: a number with a leading 0 would be read as octal
          name: a|---|name: b -> line 3, column 1: a second document starts here
          """)
  void syntaxErrorIsOneProblemWithItsPlace(String text, String message) {
    assertThat(Jobs.problems(text.replace('|', '\n'), "also: wrong"))
        .singleElement()
        .asString()
        .startsWith("job.yaml: cannot be read at " + message)
        .doesNotContain("\n");
  }
}
