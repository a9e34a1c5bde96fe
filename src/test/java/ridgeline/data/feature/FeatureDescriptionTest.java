package ridgeline.data.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.data.InvalidValuePolicy;

/** Descriptions of a number a and a category c. */
@Tag("plain")
class FeatureDescriptionTest {
  private static FeatureDescription of(
      List<String> levels, boolean dropsLast, List<Double> means, InvalidValuePolicy invalid) {
    return FeatureDescription.ofExpressions(
        List.of(),
        List.of("a"),
        List.of(new FeatureDescription.Category("c", LevelType.TEXT, levels)),
        List.of(new FeatureDescription.Product(List.of(0), List.of(0), dropsLast)),
        means,
        invalid,
        false,
        "UTC",
        true);
  }

  @Test
  void imputationNeedsAMeanOfEachNumber() {
    assertThat(of(List.of("x"), false, List.of(2.0), InvalidValuePolicy.IMPUTE).size()).isOne();
    assertThatThrownBy(() -> of(List.of("x"), false, List.of(), InvalidValuePolicy.IMPUTE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("has 0 means for 1 numeric expressions");
  }

  @Test
  void aVectorIsNotImputed() {
    FeatureDescription.InputColumn column = new FeatureDescription.InputColumn("v", "vector");
    assertThatThrownBy(
            () -> FeatureDescription.ofVector(column, InvalidValuePolicy.IMPUTE, "UTC", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("imputes a vector, which is not supported");
  }

  @Test
  void theLastLevelIsDroppedOnlyIfThereIsOne() {
    assertThat(of(List.of("x"), true, List.of(), InvalidValuePolicy.FAIL).size()).isZero();
    assertThat(of(List.of(), false, List.of(), InvalidValuePolicy.FAIL).size()).isZero();
    assertThatThrownBy(() -> of(List.of(), true, List.of(), InvalidValuePolicy.FAIL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("drops the last level of c, which has none");
  }
}
