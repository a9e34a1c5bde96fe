package ridgeline.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.data.feature.Term;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.leaf.Specifications;

@Tag("plain")
class DriftTest {
  private static final LeafSpecification SPECIFICATION =
      Specifications.of(
          2,
          new Term(List.of(0), List.of()),
          new Term(List.of(0, 0), List.of()),
          new Term(List.of(), List.of(0)),
          new Term(List.of(0), List.of(0)));

  private static final FeatureLevels FEATURES =
      SPECIFICATION.features(List.of(List.of("a", "b", "c")));

  private static Distribution of(double mean, double deviation, double a, double b, double c) {
    List<Double> means = List.of(mean, 0.0, a, b, c, 0.0, 0.0, 0.0, 5.0);
    return new Distribution(10, means, List.of(deviation, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 2.0));
  }

  /**
   * With scipy 1.16, over the densities p and q of normal distributions:
   *
   * <pre>
   * scipy.integrate.quad(lambda x: (p(x) - q(x)) * (log(p(x)) - log(q(x))), -60, 60)
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({"0.5, 1.2, 1, 0.2790277777777778", "0, 1, 2, 1.125", "3, 1, 1, 9", "0, 2, 2, 0"})
  void theIndexOfNumbersIsThatOfNormalDistributions(
      double shift, double first, double second, double psi) {
    assertThat(Drift.ofNormals(shift, first, second)).isCloseTo(psi, within(1e-12));
    assertThat(Drift.ofNormals(-shift, second, first)).isCloseTo(psi, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 0, 0", "1, 0, 0, 1, 1e4", "0, 0, 1, 1, 1e8"})
  void constantsHaveAFiniteIndex(
      double shift, double first, double second, double least, double most) {
    assertThat(Drift.ofNormals(shift, first, second)).isBetween(least, most);
  }

  /** With numpy: {@code ((p - q) * numpy.log(p / q)).sum()}. */
  @Test
  void theIndexOfACategoryIsOverItsLevels() {
    List<Drift> drifts =
        Drift.of(SPECIFICATION, FEATURES, of(1, 1, .2, .5, .3), of(1, 1, .25, .35, .4));

    assertThat(drifts).extracting(Drift::column).containsExactly("c", "x", "y");
    assertThat(drifts.get(0).psi()).isCloseTo(0.09342662640169846, within(1e-15));
    assertThat(drifts.get(0).mean()).isNull();
    assertThat(drifts.get(1).psi()).isEqualTo(0);
    assertThat(drifts.get(1).mean()).isEqualTo(1);
    assertThat(drifts.get(2).trainingDeviation()).isEqualTo(2);
  }

  @Test
  void aLevelThatIsNewHasAFiniteIndex() {
    List<Drift> drifts =
        Drift.of(SPECIFICATION, FEATURES, of(1, 1, .5, .4, .1), of(1, 1, .5, .5, 0));

    assertThat(drifts.get(0).psi())
        .isCloseTo(.1 * Math.log(5 / 4.0) + (.1 - 1e-4) * Math.log(1000), within(1e-12));
  }
}
