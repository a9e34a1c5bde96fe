package ridgeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.data.Products;
import ridgeline.config.text.Printable;

/** Input that would exhaust memory or take minutes is refused before it is processed. */
@Tag("plain")
class BoundsTest {
  /** Far more than any of them needs, and far less than they used to take. */
  private static final Duration ENOUGH = Duration.ofMinutes(1);

  private static final String NUMERIC =
      "data.numeric=[%s]"
          .formatted(
              IntStream.range(0, 10).mapToObj(k -> "x" + k).collect(Collectors.joining(",")));

  private static List<String> problems(String text, String... overrides) {
    return assertTimeoutPreemptively(ENOUGH, () -> Jobs.problems(text, overrides));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      textBlock =
          """
          folds.count=2147483647 -> folds.count: must be at most 10000, got: 2147483647
          grid.regParam.count=2147483647 -> grid.regParam.count: must be at most 10000, got: 2147483647
          data.degree=50 -> data.degree: 50 with 10 numeric columns makes 7.54e+10 terms; the limit is 100,000; lower it, or list fewer columns
          data.degree=2147483647 -> data.degree: 2147483647 with 10 numeric columns makes 5.75e+86 terms; the limit is 100,000; lower it, or list fewer columns
          """)
  void aNumberThatIsTooLargeIsRefused(String override, String message) {
    assertThat(problems(Jobs.LINE, NUMERIC, override)).containsExactly(message);
  }

  /** Of n columns and degree d there are (n + d over d) - 1 terms, whichever is larger. */
  @ParameterizedTest
  @CsvSource({
    "1, 100000, false",
    "1, 100001, true",
    "445, 2, false",
    "446, 2, true",
    "10, 8, false",
    "10, 9, false",
    "10, 10, true",
    "3, 1, false",
    "2000000000, 2, true"
  })
  void theTermsOfAnExpansionAreCounted(int columns, int degree, boolean refused) {
    assertThat(Products.problem(columns, degree).isPresent()).isEqualTo(refused);
  }

  @Test
  void aGridOfTooManyCellsIsRefused() {
    String shares =
        IntStream.range(0, 11).mapToObj(k -> "0.0" + k).collect(Collectors.joining(","));
    assertThat(
            problems(
                Jobs.LINE,
                "grid.elasticNetParam=[%s]".formatted(shares),
                "grid.regParam.count=10000"))
        .contains(
            "grid: has 110,000 cells; the limit is 100,000; lower regParam.count, or list fewer"
                + " values");
    String strengths =
        IntStream.range(0, 10_001).mapToObj(String::valueOf).collect(Collectors.joining(","));
    assertThat(problems(Jobs.LINE, "grid.regParam=[%s]".formatted(strengths)))
        .containsExactly("grid.regParam: has 10,001 entries; the limit is 10,000");
  }

  /** Text whose parts are repeated up to 50 MB. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "x\n", "[", "{a: ", "- ", "a: 1\n", "\\x41"})
  void aLongJobFileIsRefused(String part) {
    String text = "name: \"" + part.repeat(50_000_000 / part.length()) + "\"";
    assertThat(problems(text))
        .singleElement()
        .asString()
        .matches(
            "job.yaml: .* characters; the limit is 1,048,576; tables belong in separate files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[|]", "{a: |}", "- |", "[{a: |}]"})
  void aDeepJobFileIsRefused(String around) {
    String[] ends = (around + " ").split("\\|", -1);
    String deep = ends[0].repeat(20_000) + ends[1].strip().repeat(20_000);
    for (List<String> found :
        List.of(problems("name:\n  " + deep), problems(Jobs.LINE, "data.options=" + deep))) {
      assertThat(found).singleElement().asString().contains("nested more than 50 levels deep");
    }
  }

  @Test
  void anAliasIsRefusedBeforeItIsFollowed() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int k = 1; k < 100; k++) {
      bomb.append("a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(k, k - 1));
    }
    assertThat(problems(bomb.toString())).singleElement().asString().contains("aliases");
  }

  @Test
  void anOverrideOfTooManyKeysIsRefused() {
    String deep = "a" + ".a".repeat(20_000);
    assertThat(problems(Jobs.LINE, deep + "=1"))
        .singleElement()
        .asString()
        .endsWith("has 20,001 levels of keys; the limit is 50");
    assertThat(problems(Jobs.LINE, "x[0]" + "[0]".repeat(20_000) + "=1"))
        .singleElement()
        .asString()
        .endsWith("levels of keys; the limit is 50");
    assertThat(problems(Jobs.LINE, "name=" + "x".repeat(2_000_000)))
        .containsExactly("--set name: has 2,000,005 characters; the limit is 1,048,576");
    assertThat(problems(Jobs.LINE, "x".repeat(1_000_000) + "=1"))
        .singleElement()
        .asString()
        .hasSizeLessThan(2 * Printable.MAX_CHARACTERS + 10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(|)",
        "abs(|)",
        "case when a then | end",
        "1-case when a then | end",
        "[|]",
        "((|) + 1)"
      })
  void aDeepExpressionIsRefused(String around) {
    String[] ends = around.split("\\|", -1);
    String deep = ends[0].repeat(200) + "x" + ends[1].repeat(200);
    String fine = ends[0].repeat(40) + "x" + ends[1].repeat(40);
    for (String key :
        List.of("data.label", "data.where", "data.weight", "data.numeric", "folds.by")) {
      assertThat(problems(Jobs.LINE, "%s=\"%s\"".formatted(key, deep)))
          .as(key)
          .singleElement()
          .asString()
          .contains(key)
          .contains("00 levels deep; the limit is 100; compute its parts as columns first");
      assertThat(problems(Jobs.LINE, "%s=\"%s\"".formatted(key, fine))).as(key).isEmpty();
    }
  }

  @Test
  void whatIsInQuotesIsNotNested() {
    String text = "concat('" + "(".repeat(500) + "', `" + "(".repeat(500) + "`) /* ((( */ = 1";
    assertThat(problems(Jobs.LINE, "data.where=\"%s\"".formatted(text))).isEmpty();
  }

  @Test
  void aLongExpressionIsRefused() {
    assertThat(problems(Jobs.LINE, "data.where=" + "x + ".repeat(10_000) + "x"))
        .containsExactly(
            "data.where: has 40,001 characters; the limit is 20,000; compute it as a column of a table or view first");
  }

  @Test
  void manyProblemsAreCounted() {
    String keys =
        IntStream.range(0, 50_000).mapToObj("k%d: 1\n"::formatted).collect(Collectors.joining());
    List<String> found = problems(Jobs.LINE + keys);
    assertThat(found).hasSize(Limits.MAX_PROBLEMS + 1);
    assertThat(found.get(Limits.MAX_PROBLEMS))
        .isEqualTo("...: 49,950 more problems; fix these first");
  }
}
