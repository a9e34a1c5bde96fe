package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class CorrelatedPairTest {
  private static final double ROUNDING = 1e-12;

  /** Columns: a, -2a + 1, a + noise, noise, and a constant. */
  private static Moments moments() {
    Random random = new Random(3);
    MomentsAccumulator rows = new MomentsAccumulator(5);
    for (int i = 0; i < 400; i++) {
      double a = random.nextGaussian();
      double[] x = {a, 1 - 2 * a, a + 0.1 * random.nextGaussian(), random.nextGaussian(), 3};
      rows.add(x, random.nextGaussian(), 1);
    }
    return rows.toMoments();
  }

  @Test
  void findsPairsOfEitherSignStrongestFirst() {
    List<CorrelatedPair> pairs = CorrelatedPair.strongest(moments(), 0.9, 10);
    assertThat(pairs).hasSize(3);
    assertThat(pairs.get(0).first()).isZero();
    assertThat(pairs.get(0).second()).isEqualTo(1);
    assertThat(pairs.get(0).correlation()).isCloseTo(-1, within(ROUNDING));
    Moments moments = moments();
    assertThat(pairs.get(1).correlation())
        .isCloseTo(
            moments.covariance(pairs.get(1).first(), 2)
                / (moments.deviation(pairs.get(1).first()) * moments.deviation(2)),
            within(ROUNDING));
    assertThat(pairs.subList(1, 3)).allSatisfy(pair -> assertThat(pair.second()).isEqualTo(2));
  }

  @Test
  void keepsTheStrongestIfThereAreTooMany() {
    assertThat(CorrelatedPair.strongest(moments(), 0, 2))
        .isEqualTo(CorrelatedPair.strongest(moments(), 0, 10).subList(0, 2));
  }

  @Test
  void aConstantIsCorrelatedWithNothing() {
    assertThat(CorrelatedPair.strongest(moments(), 1e-9, 10))
        .hasSize(6)
        .noneMatch(pair -> pair.second() == 4);
  }
}
