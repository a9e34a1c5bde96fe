package ridgeline.stats.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class ResidualSummaryTest {
  /** Sums of some thousand products of values about 1. */
  private static final double ROUNDING = 1e-11;

  private static final double DEVIATION = 0.5;
  private static final double RATE = 1.5;

  /** Four residuals, none of which shares a bin with another, and their weights. */
  private static final double[] RESIDUALS = {-0.7, -0.1, 0.2, 0.9};

  private static final double[] WEIGHTS = {1, 4, 2, 3};

  private static ResidualSummary of(double[] residuals, double[] weights) {
    ResidualSummary summary = new ResidualSummary(DEVIATION, RATE);
    for (int i = 0; i < residuals.length; i++) {
      summary.add(10 - i, 10 - i + residuals[i], weights[i]);
    }
    return summary;
  }

  private static double moment(List<ResidualSummary.Node> nodes, int order) {
    return nodes.stream().mapToDouble(n -> n.share() * Math.pow(n.residual(), order)).sum();
  }

  private static double moment(double[] residuals, double[] weights, int order) {
    double sum = 0;
    for (int i = 0; i < residuals.length; i++) {
      sum += weights[i] * Math.pow(residuals[i], order);
    }
    return sum / Arrays.stream(weights).sum();
  }

  @Test
  void asManyNodesAsResidualsAreTheResiduals() {
    List<ResidualSummary.Node> nodes = of(RESIDUALS, WEIGHTS).nodes(10);

    assertThat(nodes).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(nodes.get(i).residual()).isCloseTo(RESIDUALS[i], within(ROUNDING));
      assertThat(nodes.get(i).share()).isCloseTo(WEIGHTS[i] / 10, within(ROUNDING));
    }
  }

  /** The quadrature of Gauss has the moments up to twice its nodes less one, and no more. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void fewerNodesHaveTheMoments(int count) {
    List<ResidualSummary.Node> nodes = of(RESIDUALS, WEIGHTS).nodes(count);

    assertThat(nodes).hasSize(count);
    for (int order = 0; order < 2 * count; order++) {
      assertThat(moment(nodes, order))
          .as("order %d", order)
          .isCloseTo(moment(RESIDUALS, WEIGHTS, order), within(ROUNDING));
    }
    assertThat(moment(nodes, 2 * count)).isLessThan(moment(RESIDUALS, WEIGHTS, 2 * count) - 1e-6);
  }

  @Test
  void manyResidualsHaveTheMomentsOfTheirBins() {
    Random random = new Random(1);
    double[] residuals = random.doubles(5000).map(u -> DEVIATION * (u + u * u - 1)).toArray();
    double[] weights = random.doubles(5000, 0.5, 1.5).toArray();

    List<ResidualSummary.Node> nodes = of(residuals, weights).nodes(8);

    assertThat(moment(nodes, 0)).isCloseTo(1, within(ROUNDING));
    assertThat(moment(nodes, 1)).isCloseTo(moment(residuals, weights, 1), within(ROUNDING));
    // A bin is a hundredth of a deviation wide, and stands for its mean.
    for (int order = 2; order < 16; order++) {
      assertThat(moment(nodes, order))
          .as("order %d", order)
          .isCloseTo(moment(residuals, weights, order), within(1e-5));
    }
  }

  @Test
  void residualsOfOneBinAreTheirMean() {
    double[] near = {0.3001, 0.3003, 0.3004};
    List<ResidualSummary.Node> nodes = of(near, new double[] {1, 1, 2}).nodes(5);

    assertThat(nodes).hasSize(1);
    assertThat(nodes.get(0).residual()).isCloseTo(0.3003, within(ROUNDING));
    assertThat(nodes.get(0).share()).isCloseTo(1, within(ROUNDING));
  }

  /** The bins end at 20 deviations; what is beyond keeps its mean on each side. */
  @Test
  void whatIsBeyondReachKeepsItsMean() {
    double[] far = {-300, -100, -9.99, 9.99, 50, 70};
    double[] weights = {1, 1, 1, 1, 3, 1};
    List<ResidualSummary.Node> nodes = of(far, weights).nodes(10);

    assertThat(nodes).hasSize(4);
    assertThat(nodes)
        .extracting(n -> Math.round(n.residual()))
        .containsExactly(-200L, -10L, 10L, 55L);
    assertThat(nodes).extracting(n -> Math.round(8 * n.share())).containsExactly(2L, 1L, 1L, 4L);
    assertThat(moment(nodes, 1)).isCloseTo(moment(far, weights, 1), within(1e-9));
  }

  @Test
  void theMeanOfTheExponentialsIsExact() {
    double expected = 0;
    for (int i = 0; i < 4; i++) {
      expected += WEIGHTS[i] * Math.exp(RATE * RESIDUALS[i]) / 10;
    }
    ResidualSummary summary = of(RESIDUALS, WEIGHTS);

    assertThat(summary.meanExponential()).isCloseTo(expected, within(ROUNDING));
    assertThat(summary.rows()).isEqualTo(4);
  }

  @Test
  void partsAddUpInAnyOrder() {
    Random random = new Random(2);
    double[] residuals = random.doubles(300, -1, 1).toArray();
    double[] weights = random.doubles(300, 0.5, 1.5).toArray();
    ResidualSummary whole = of(residuals, weights);
    List<ResidualSummary> parts = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      parts.add(
          of(
              Arrays.copyOfRange(residuals, 100 * part, 100 * part + 100),
              Arrays.copyOfRange(weights, 100 * part, 100 * part + 100)));
    }
    ResidualSummary sum = whole.fresh();
    assertThat(sum.rows()).isZero();
    for (int part : new int[] {2, 0, 1}) {
      sum.addAll(parts.get(part));
    }

    assertThat(sum.rows()).isEqualTo(300);
    assertThat(sum.meanExponential()).isCloseTo(whole.meanExponential(), within(ROUNDING));
    for (int k = 0; k < 4; k++) {
      assertThat(sum.nodes(4).get(k).residual())
          .isCloseTo(whole.nodes(4).get(k).residual(), within(ROUNDING));
    }
  }
}
