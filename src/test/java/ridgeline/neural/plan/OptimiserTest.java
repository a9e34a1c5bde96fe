package ridgeline.neural.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("plain")
class OptimiserTest {
  private static final Optimiser.Step STEP = new Optimiser.Step(0.5f, 0.01f, 0.002f, 0.1f, 3);

  static List<Optimiser> optimisers() {
    return List.of(
        new Optimiser.Sgd(0, false),
        new Optimiser.Sgd(0.9f, false),
        new Optimiser.Sgd(0.9f, true),
        new Optimiser.Adam());
  }

  /** More weights than are updated at once, and not a multiple of them. */
  @ParameterizedTest
  @MethodSource("optimisers")
  void eachWeightIsUpdatedByItsOwnGradientAndMoments(Optimiser optimiser) {
    int count = 2 * Optimiser.BLOCK + 5;
    float[] weights = new float[count];
    float[] gradient = new float[count];
    float[][] moments = new float[optimiser.moments()][count];
    for (int k = 0; k < count; k++) {
      weights[k] = (float) Math.sin(k);
      gradient[k] = (float) Math.cos(3 * k);
      for (float[] moment : moments) {
        moment[k] = 1 + (float) Math.sin(5 * k) / 2;
      }
    }
    float[] alone = new float[count];
    float[][] momentsAlone = new float[moments.length][count];
    for (int k = 0; k < count; k++) {
      float[] weight = {weights[k]};
      float[][] own = new float[moments.length][];
      for (int i = 0; i < own.length; i++) {
        own[i] = new float[] {moments[i][k]};
      }
      optimiser.step(
          FloatBuffer.wrap(weight), FloatBuffer.wrap(new float[] {gradient[k]}), own, STEP);
      alone[k] = weight[0];
      for (int i = 0; i < own.length; i++) {
        momentsAlone[i][k] = own[i][0];
      }
    }

    optimiser.step(FloatBuffer.wrap(weights), FloatBuffer.wrap(gradient), moments, STEP);

    assertThat(weights).containsExactly(alone);
    assertThat(moments).isDeepEqualTo(momentsAlone);
  }

  /** Subnormal numbers would never reach 0: 0.9 times a small one is rounded to itself. */
  @ParameterizedTest
  @MethodSource("optimisers")
  void momentsWithoutAGradientDoNotBecomeSubnormal(Optimiser optimiser) {
    float[][] moments = new float[optimiser.moments()][1];
    FloatBuffer weight = FloatBuffer.wrap(new float[] {1});
    for (int step = 1; step <= 100_000; step++) {
      float gradient = step == 1 ? 1e-3f : 0;
      optimiser.step(
          weight,
          FloatBuffer.wrap(new float[] {gradient}),
          moments,
          new Optimiser.Step(1, 0.01f, 0, 0, step));
      for (float[] moment : moments) {
        assertThat(Math.abs(moment[0]) == 0 || Math.abs(moment[0]) >= Float.MIN_NORMAL).isTrue();
      }
    }
    for (float[] moment : moments) {
      assertThat(moment[0]).isCloseTo(0, within(1e-25f));
    }
  }
}
