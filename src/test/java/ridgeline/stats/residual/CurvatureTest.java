package ridgeline.stats.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mean residuals by prediction, and the test for curvature. */
@Tag("plain")
class CurvatureTest {
  private static final Histogram2d.Axis AXIS = new Histogram2d.Axis(-4, 4, 200);

  private static ResidualMeans means(int from, int to, double bend, double unit) {
    ResidualMeans means = new ResidualMeans(AXIS, unit);
    for (int i = from; i < to; i++) {
      double prediction = Math.sin(0.37 * i) + Math.cos(1.3 * i);
      double residual = Math.sin(7.7 * i * i) + bend * prediction * prediction;
      means.add(prediction, prediction + residual, 1 + i % 3);
    }
    return means;
  }

  /**
   * Expected values from numpy and scipy, whose limit is exact while ours is an approximation:
   *
   * <pre>
   * import numpy as np, scipy.stats
   * i = np.arange(5000); w = 1 + i % 3
   * p = np.sin(0.37 * i) + np.cos(1.3 * i); b = np.floor((p + 4) / 8 * 200).astype(int)
   * for bend in (0, 0.1):
   *     e = np.sin(7.7 * i * i) + bend * p * p
   *     groups, rest = [], []
   *     for k in range(200):
   *         rest = rest + list(i[b == k])
   *         if len(rest) >= 30 and w[rest].sum() >= w.sum() / 20:
   *             groups.append(rest); rest = []
   *     groups[-1] = groups[-1] + rest
   *     x = np.array([np.average(p[a], weights=w[a]) for a in groups])
   *     m = np.array([np.average(e[a], weights=w[a]) for a in groups])
   *     s = np.array([np.sqrt((w[a]**2 * (e[a] - mean)**2).sum() * len(a) / (len(a) - 1))
   *                   / w[a].sum() for a, mean in zip(groups, m)])
   *     d = m - np.polyval(np.polyfit(x, m, 1, w=1 / s), x); k = np.abs(d / s).argmax()
   *     share = np.array([w[a].sum() for a in groups]) / w.sum()
   *     mse = np.average(e**2, weights=w)
   *     print((d**2 / s**2).sum(), (share * (d**2 - s**2)).sum() / mse, mse, x[k], d[k], s[k])
   * print(scipy.stats.chi2.isf(scipy.stats.norm.sf(4.5), len(groups) - 2))
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({
    "0,   15.256606461977807, 0,                    0.5017736166820789, 0.3568212330323468,"
        + " 0.08818511430771347, 0.047583535353834486, false",
    "0.1, 91.7642393260161,   0.016285766732423008, 0.5205607836302076, 1.8359486385895418,"
        + " 0.2548984064219296,  0.04619944517494317,  true",
  })
  void equalsNumpys(
      double bend,
      double chiSquared,
      double share,
      double meanSquare,
      double prediction,
      double distance,
      double standardError,
      boolean hint) {
    Curvature curvature =
        Objects.requireNonNull(Curvature.of(means(0, 5000, bend, 3).groups(), meanSquare));
    assertThat(curvature.chiSquared()).isCloseTo(chiSquared, within(1e-6 * chiSquared));
    assertThat(curvature.degrees()).isEqualTo(16);
    assertThat(curvature.limit()).isCloseTo(55.120433384186285, Percentage.withPercentage(2));
    assertThat(curvature.share()).isCloseTo(share, within(1e-9));
    assertThat(curvature.prediction()).isCloseTo(prediction, within(1e-9));
    assertThat(curvature.distance()).isCloseTo(distance, within(1e-9));
    assertThat(curvature.standardError()).isCloseTo(standardError, within(1e-9));
    assertThat(curvature.hint()).isEqualTo(hint);
  }

  /** The first group of the case above, from the same command. */
  @Test
  void groupsHaveMeansAndStandardErrors() {
    ResidualMeans.Group first = means(0, 5000, 0.1, 1).groups().get(0);
    assertThat(first.prediction()).isCloseTo(-1.8403438463745045, within(1e-12));
    assertThat(first.residual()).isCloseTo(0.2928177090722651, within(1e-12));
    assertThat(first.standardError()).isCloseTo(0.04744779554861493, within(1e-12));
    assertThat(first.share()).isCloseTo(0.052305230523052304, within(1e-12));
  }

  @Test
  void partsMergeInAnyOrder() {
    ResidualMeans whole = means(3000, 5000, 0.1, 1);
    ResidualMeans middle = means(20, 3000, 0.1, 1);
    middle.addAll(means(0, 20, 0.1, 1));
    whole.addAll(middle);
    List<ResidualMeans.Group> expected = means(0, 5000, 0.1, 1).groups();
    List<ResidualMeans.Group> groups = whole.groups();
    assertThat(groups).hasSameSizeAs(expected);
    for (int k = 0; k < groups.size(); k++) {
      assertThat(groups.get(k).rows()).isEqualTo(expected.get(k).rows());
      assertThat(groups.get(k).residual()).isCloseTo(expected.get(k).residual(), within(1e-12));
      assertThat(groups.get(k).standardError())
          .isCloseTo(expected.get(k).standardError(), within(1e-12));
    }
  }

  @Test
  void everyRowIsInAGroup() {
    ResidualMeans means = new ResidualMeans(AXIS, 1);
    for (int i = 0; i < 400; i++) {
      means.add(i - 200, i - 200 + Math.sin(i), 1);
    }
    assertThat(means.groups().stream().mapToLong(ResidualMeans.Group::rows).sum()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 29, 100})
  void needsRows(int rows) {
    assertThat(Curvature.of(means(0, rows, 1, 1).groups(), 1)).isNull();
  }

  /** Residuals with a slope, without and with a bend. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void detectsABendButNotASlope(long seed) {
    Random random = new Random(seed);
    ResidualMeans straight = new ResidualMeans(AXIS, 1);
    ResidualMeans bent = straight.fresh();
    for (int i = 0; i < 3000; i++) {
      double prediction = random.nextGaussian();
      double noise = random.nextGaussian() * (0.5 + Math.abs(prediction));
      double residual = 0.7 * prediction + noise;
      straight.add(prediction, prediction + residual, 1);
      bent.add(prediction, prediction + residual + 0.3 * prediction * prediction, 1);
    }
    assertThat(Objects.requireNonNull(Curvature.of(straight.groups(), 1)).hint()).isFalse();
    assertThat(Objects.requireNonNull(Curvature.of(bent.groups(), 1)).hint()).isTrue();
  }
}
