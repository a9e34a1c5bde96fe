package ridgeline.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
    List<Double> quantiles =
        IntStream.range(0, 100).mapToObj(i -> mean + deviation * (i - 49.5)).toList();
    return new Distribution(
        10,
        means,
        List.of(deviation, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 2.0),
        List.of(quantiles, quantiles, List.of(), List.of(), List.of(1.0, 2.0)));
  }

  /** Of numbers, categories and the label, but not of products. */
  @Test
  void isOfEachColumn() {
    List<Drift> drifts =
        Drift.of(SPECIFICATION, FEATURES, of(3, 1, .2, .5, .3), of(1, 1, .25, .35, .4));

    assertThat(drifts).extracting(Drift::column).containsExactly("c", "x", "y");
    assertThat(drifts.get(0).psi()).isCloseTo(0.09342662640169846, within(1e-15));
    assertThat(drifts.get(0).mean()).isNull();
    assertThat(drifts.get(1).psi())
        .as("two of a hundred went from the first bin to the last")
        .isCloseTo(.02 * Math.log(.1 / .08) + .02 * Math.log(.12 / .1), within(1e-12));
    assertThat(drifts.get(1).mean()).isEqualTo(3);
    assertThat(drifts.get(1).trainingMean()).isEqualTo(1);
    assertThat(drifts.get(2).psi()).isEqualTo(0);
    assertThat(drifts.get(2).trainingDeviation()).isEqualTo(2);
  }
}
