package ridgeline.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As {@code attr(terms(formula), "intercept")} of R. */
class FormulaTextTest {
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
  void theLastOfZeroAndOneTells(String formula, boolean intercept) {
    assertThat(FormulaText.hasIntercept(formula)).isEqualTo(intercept);
  }
}
