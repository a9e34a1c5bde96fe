package ridgeline.config.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.Jobs;
import ridgeline.config.Limits;
import ridgeline.config.compare.CompareConfigReader;

@Tag("plain")
class FormulaInterceptTest {
  private static final String DATA = "name: a\ndata: {path: p, formula: '%s'}\n";

  /** As {@code attr(terms(formula), "intercept")} of R. */
  @ParameterizedTest
  @CsvSource({
    "a ~ b, true",
    "a ~ b + 1, true",
    "a ~ b - 0, true",
    "a ~ b - 1 + 1, true",
    "a ~ b + 0 + 1, true",
    "a ~ -0 + b, true",
    "a ~ b^1, true",
    "a ~ (b + c)^1 + b1 + x0, true",
    "a ~ `0` + `b - 1` + b, true",
    "a ~ b - (c - 1), true",
    "a ~ b - 1, false",
    "a~b-1, false",
    "a ~ b + 0, false",
    "a ~ 0+b, false",
    "a ~ -1 + b, false",
    "a ~ b + -1, false",
    "a ~ b + (-1), false",
    "a ~ (b - 1), false",
    "a ~ ((b) - (1)), false",
    "a ~ b - (c + 1), false",
    "a ~ (-1 + b):c, false",
    "a ~ b:(c + 0), false",
    "a ~ (b + 0)*c, false",
    "a ~ c + (b + 0), false",
    "a ~ (b + c - 1)^2, false",
    "a ~ . - 1 - c, false",
    "a ~ `b + 1` - 1, false",
  })
  void theLastZeroOrOneDecides(String formula, boolean intercept) {
    assertThat(FormulaIntercept.isIn(formula)).isEqualTo(intercept);
  }

  /** Longer than any that is parsed: that it is too long is said by then, and not yet thrown. */
  @ParameterizedTest
  @ValueSource(strings = {"+", "a+", "(", "`", "`a`+", "`a`"})
  void timeIsLinearInTheFormula(String part) {
    String formula = "y ~ " + part.repeat(Limits.MAX_JOB_FILE / part.length()) + " - 1";
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> FormulaIntercept.isIn(formula));
  }

  @Test
  void aFormulaWithoutOneDecides() throws ConfigException {
    String without = DATA.formatted("y ~ z - 1");
    assertThat(Jobs.read(without).grid().fitIntercept()).isFalse();
    assertThat(Jobs.read(without + "grid: {fitIntercept: false}").grid().fitIntercept()).isFalse();
    assertThat(Jobs.read(without + "grid: {fitIntercept: }").grid().fitIntercept()).isFalse();
    assertThat(Jobs.read(DATA.formatted("y ~ z")).grid().fitIntercept()).isTrue();
    String fits = without + "fits: [{name: f, regParam: 1, elasticNetParam: 0}]";
    assertThat(CompareConfigReader.read(fits, "job.yaml", List.of()).objective().fitIntercept())
        .isFalse();
  }

  @Test
  void aJobThatContradictsItsFormulaIsRefused() {
    String without = DATA.formatted("y ~ z - 1");
    assertThat(Jobs.problems(without + "grid: {fitIntercept: true}"))
        .containsExactly(
            "grid.fitIntercept: is true, but data.formula, 'y ~ z - 1', leaves out the intercept;"
                + " change one of them");
    assertThat(Jobs.problems(without, "grid.fitIntercept=true")).hasSize(1);
    assertThat(Jobs.problems(DATA.formatted("y ~ z") + "grid: {fitIntercept: true}")).isEmpty();
  }

  /** A job file that was written describes the same job. */
  @Test
  void theJobIsWrittenWithWhatWasDecided() throws ConfigException {
    String written = ConfigWriter.render(Jobs.read(DATA.formatted("y ~ z - 1")));
    assertThat(written).contains("fitIntercept: false");
    assertThat(Jobs.problems(written)).isEmpty();
  }
}
