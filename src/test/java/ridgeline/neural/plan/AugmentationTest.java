package ridgeline.neural.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.TrainConfig;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.network.ChannelNormalisation;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.step.Batch;
import ridgeline.neural.step.Replica;
import ridgeline.neural.train.Networks;

/** Images that are changed at random. */
@Tag("torch")
class AugmentationTest {
  private static final List<Integer> SHAPE = List.of(2, 12, 12);
  private static final float[] BACKGROUND = {0.25f, 0.75f};

  private static Augmentation of(String settings) throws ConfigException {
    return Objects.requireNonNull(
        Augmentation.of(
            Networks.images("network: [{dense: 1}]", "regularisation.augmentation=" + settings)
                .regularisation()
                .augmentation(),
            SHAPE));
  }

  private static float[] image() {
    float[] image = Networks.scattered(288, 3, 0.5);
    for (int k = 0; k < image.length; k++) {
      image[k] += 0.5f;
    }
    return image;
  }

  private static float[] changed(Augmentation augmentation, long seed) {
    float[] image = image();
    augmentation.apply(image, new float[288], BACKGROUND, new SplittableRandom(seed));
    return image;
  }

  private static float at(float[] image, int channel, int y, int x) {
    boolean inside = y >= 0 && y < 12 && x >= 0 && x < 12;
    return inside ? image[(channel * 12 + y) * 12 + x] : 0;
  }

  @Test
  void nothingIsAskedFor() throws ConfigException {
    assertThat(
            Augmentation.of(
                Networks.images("network: [{dense: 1}]").regularisation().augmentation(), SHAPE))
        .isNull();
  }

  @Test
  void halfOfTheImagesAreMirrored() throws ConfigException {
    Augmentation flip = of("{horizontalFlip: true}");
    float[] image = image();
    int mirrored = 0;
    for (int seed = 0; seed < 400; seed++) {
      float[] changed = changed(flip, seed);
      boolean same = Arrays.equals(changed, image);
      mirrored += same ? 0 : 1;
      for (int k = 0; !same && k < 288; k++) {
        assertThat(changed[k]).isEqualTo(at(image, k / 144, k / 12 % 12, 11 - k % 12));
      }
    }
    assertThat(mirrored).isBetween(160, 240);
  }

  @Test
  void cropsAreShiftsByUpToThePadding() throws ConfigException {
    Augmentation crop = of("{cropPadding: 2}");
    float[] image = image();
    boolean[] seen = new boolean[25];
    for (int seed = 0; seed < 500; seed++) {
      float[] changed = changed(crop, seed);
      for (int shift = 0; shift < 25; shift++) {
        seen[shift] |= isShifted(image, changed, shift / 5 - 2, shift % 5 - 2);
      }
    }
    assertThat(seen).containsOnly(true);
  }

  private static boolean isShifted(float[] image, float[] changed, int down, int right) {
    for (int k = 0; k < 288; k++) {
      if (changed[k] != at(image, k / 144, k / 12 % 12 + down, k % 12 + right)) {
        return false;
      }
    }
    return true;
  }

  /** Interpolation reproduces a plane, whose slope shows the angle. */
  @Test
  void turnsAreRotationsAboutTheMiddle() throws ConfigException {
    Augmentation turn = of("{rotation: 20}");
    double least = 1;
    double most = -1;
    for (int seed = 0; seed < 200; seed++) {
      float[] plane = new float[288];
      for (int k = 0; k < 288; k++) {
        plane[k] = (float) (0.5 + 0.02 * (k % 12 - 5.5));
      }
      turn.apply(plane, new float[288], BACKGROUND, new SplittableRandom(seed));
      double above = at(plane, 0, 5, 6) - 0.5;
      double below = at(plane, 0, 6, 6) - 0.5;
      double sine = (below - above) / 0.02;
      double cosine = (below + above) / 0.02;
      assertThat(sine * sine + cosine * cosine).isCloseTo(1, within(1e-4));
      least = Math.min(least, sine);
      most = Math.max(most, sine);
    }
    double greatest = Math.sin(Math.toRadians(20));
    assertThat(least).isBetween(-greatest, -0.9 * greatest);
    assertThat(most).isBetween(0.9 * greatest, greatest);
  }

  @Test
  void noiseHasItsDeviation() throws ConfigException {
    Augmentation noise = of("{noise: 0.1}");
    float[] image = image();
    double squares = 0;
    for (int seed = 0; seed < 100; seed++) {
      float[] changed = changed(noise, seed);
      for (int k = 0; k < 288; k++) {
        squares += Math.pow(changed[k] - image[k], 2);
      }
    }
    assertThat(Math.sqrt(squares / 28800)).isCloseTo(0.1, within(0.002));
  }

  @Test
  void oneRectangleIsErased() throws ConfigException {
    Augmentation erase = of("{erasing: 1}");
    float[] image = image();
    for (int seed = 0; seed < 200; seed++) {
      float[] changed = changed(erase, seed);
      int top = 12;
      int bottom = -1;
      int left = 12;
      int right = -1;
      int erased = 0;
      for (int k = 0; k < 144; k++) {
        if (changed[k] != image[k]) {
          assertThat(changed[k]).isEqualTo(0.25f);
          assertThat(changed[144 + k]).isEqualTo(0.75f);
          erased++;
          top = Math.min(top, k / 12);
          bottom = Math.max(bottom, k / 12);
          left = Math.min(left, k % 12);
          right = Math.max(right, k % 12);
        }
      }
      assertThat(erased).isEqualTo((bottom - top + 1) * (right - left + 1)).isBetween(1, 72);
    }
  }

  @Test
  void soManyImagesAreErased() throws ConfigException {
    Augmentation erase = of("{erasing: 0.3}");
    int erased = 0;
    for (int seed = 0; seed < 1000; seed++) {
      erased += Arrays.equals(changed(erase, seed), image()) ? 0 : 1;
    }
    assertThat(erased).isBetween(240, 360);
  }

  /**
   * The plane's value at the centre shows the shift, because rotations leave the centre in place.
   */
  @Test
  void cropsAreShiftsOfTurnedImages() throws ConfigException {
    Augmentation both = of("{rotation: 10, cropPadding: 2}");
    boolean[] seen = new boolean[5];
    for (int seed = 0; seed < 200; seed++) {
      float[] plane = new float[288];
      for (int k = 0; k < 288; k++) {
        plane[k] = (float) (0.5 + 0.02 * (k % 12 - 5.5));
      }
      both.apply(plane, new float[288], BACKGROUND, new SplittableRandom(seed));
      double middle =
          (at(plane, 0, 5, 5) + at(plane, 0, 5, 6) + at(plane, 0, 6, 5) + at(plane, 0, 6, 6)) / 4;
      double right = (middle - 0.5) / 0.02;
      assertThat(right).isCloseTo(Math.rint(right), within(1e-4));
      seen[(int) Math.rint(right) + 2] = true;
    }
    assertThat(seen).containsOnly(true);
  }

  @Test
  void labelsAndTheRowsThemselvesStay() throws ConfigException {
    TrainConfig config =
        Networks.images(
            "network: [flatten, {dense: 3}]",
            "regularisation.augmentation={noise: 0.5, horizontalFlip: true}");
    TrainingPlan plan =
        TrainingPlan.of(
            config,
            NetworkArchitecture.of(config.network(), SHAPE, 3, config.regularisation()),
            new Loss.Classes(3, 0),
            new ChannelNormalisation(BACKGROUND, new float[] {1, 1}));
    RowSet rows = Networks.rows(image(), 2);
    float[] before = new float[288];
    rows.copyInputs(0, before, 0);
    Batch changed = new Batch(plan, 1);
    changed.add(rows, 0, new SplittableRandom(1));
    Batch same = new Batch(plan, 1);
    same.add(rows, 0, null);
    float[] after = new float[288];
    rows.copyInputs(0, after, 0);
    assertThat(after).isEqualTo(before);
    assertThat(rows.label(0)).isEqualTo(2);
    try (Replica replica = new Replica(plan, plan.initialState())) {
      assertThat(replica.outputs(changed)).isNotEqualTo(replica.outputs(same));
      List<float[]> gradients = replica.gradients(changed, new SplittableRandom(1));
      // Only the gradient of the label's own bias is negative.
      assertThat(gradients.get(1)[0]).isPositive();
      assertThat(gradients.get(1)[1]).isPositive();
      assertThat(gradients.get(1)[2]).isNegative();
    }
  }
}
