package ridgeline.config.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.Jobs;
import ridgeline.config.Problem;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.linear.ObjectiveConfig;
import ridgeline.path.L2Scale;

@Tag("plain")
class CompareConfigReaderTest {
  private static final String LINE = Jobs.LINE + "methods: [none, l2]\n";

  private static CompareConfig read(String text) throws ConfigException {
    return CompareConfigReader.read(text, "job.yaml", List.of());
  }

  private static List<String> problems(String text) {
    try {
      read(text);
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  @Test
  void hasDefaults() throws ConfigException {
    CompareConfig config = read(LINE);
    assertThat(config.methods()).containsExactly(MethodChoice.NONE, MethodChoice.L2);
    assertThat(config.fits()).isEmpty();
    assertThat(config.objective()).isEqualTo(new ObjectiveConfig(true, true, L2Scale.PLAIN));
    assertThat(config.folds()).isEqualTo(new FoldsConfig(10, List.of(), 42, null));
    assertThat(config.testFolds()).isEqualTo(2);
    assertThat(config.halvings()).isEqualTo(6);
    assertThat(config.patience()).isEqualTo(10);
  }

  @Test
  void readsEveryKindOfMethodAndFits() throws ConfigException {
    CompareConfig config =
        read(
            Jobs.LINE
                + "methods: [noise, dropout, earlyStopping, elasticNet, l2, l1, none]\n"
                + "fits: [{name: a, elasticNetParam: 0.5, regParam: 2}]\n");
    assertThat(config.methods()).hasSize(MethodChoice.values().length);
    assertThat(config.fits()).containsExactly(new FixedFitConfig("a", 0.5, 2));
  }

  @Test
  void shippedJobFilesReadBackEqual() throws Exception {
    for (String name : List.of("compare-article.yaml", "compare-diamonds.yaml")) {
      CompareConfig config = read(Files.readString(Path.of("conf", name)));
      assertThat(read(ConfigWriter.render(config))).isEqualTo(config);
      assertThat(ConfigWriter.hash(config)).hasSize(64);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      value = {
        "methods: [] -> methods: is empty, and so is fits; there is nothing to compare",
        "methods: [l3] -> methods[0]: must be one of none, l1, l2, elasticNet, earlyStopping, dropout, noise, got: \"l3\"",
        "methods: l1, folds: {column: x} -> folds.column: cannot be used in a comparison, which splits the rows itself; use by",
        "methods: l1, testFolds: 0 -> testFolds: must be at least 1, got: 0",
        "methods: l1, halvings: 11 -> halvings: must be at most 10, got: 11",
        "fits: [{name: a, elasticNetParam: 2, regParam: 1}] -> fits[0].elasticNetParam: must be in [0, 1], got: 2",
        "fits: [{name: a, regParam: 1}] -> fits[0].elasticNetParam: is required",
        "fits: [{name: a, elasticNetParam: 0, regParam: 1}, {name: a, elasticNetParam: 1, regParam: 1}] -> fits[1].name: is used by two fits, got: \"a\"",
        "fits: lasso -> fits: must be a list, got: \"lasso\"",
        "fits: [{elasticNetParam: 1, regParam: 1}, {elasticNetParam: 0, regParam: 1}] -> fits[0].name: is required; fits[1].name: is required",
        "fits: [{name: plain, elasticNetParam: 1, regParam: 1}] -> fits[0].name: is reserved for the fit without a penalty, got: \"plain\"",
        "methods: l1, objective: {fitIntercept: false} -> objective: applies to fits only, and there are none; remove it",
        "methods: l1, testFolds: 2147483647, halvings: 0 -> halvings: makes 2,147,483,657 parts of 2,147,483,657 folds; the limit is 20,000; lower it, folds.count or testFolds",
        "methods: l1, folds: {count: 100}, halvings: 8 -> halvings: makes 26,112 parts of 102 folds; the limit is 20,000; lower it, folds.count or testFolds",
        "methods: l1, fold: {count: 3} -> fold: is not a known key; did you mean 'folds'?",
      })
  void problemsAreReported(String keys, String problem) {
    String text = "{name: line, data: {dataset: article-line, label: y, numeric: [x]}, %s}";
    assertThat(problems(text.formatted(keys))).containsExactly(problem.split("; (?=fits\\[)"));
  }

  @Test
  void imputationIsRefused() {
    assertThat(problems(LINE.replace("numeric: [x]", "numeric: [x], invalid: impute")))
        .containsExactly(
            "data.invalid: impute cannot be used in a comparison, because means of the test rows would leak into the training; use drop or fail");
  }
}
