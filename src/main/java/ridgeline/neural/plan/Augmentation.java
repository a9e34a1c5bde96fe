package ridgeline.neural.plan;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import ridgeline.config.neural.RegularisationConfig;
import ridgeline.neural.network.NetworkArchitecture;

/**
 * Changes images at random: flips and shifts them, rotates them about their centre, adds noise, and
 * erases a rectangle.
 *
 * @param channels number of channels of an image
 */
public record Augmentation(
    RegularisationConfig.Augmentation config, int channels, int height, int width)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Area and aspect ratio of an erased rectangle (Zhong et al. 2020, "Random Erasing", section 3).
   */
  private static final double MIN_AREA = 0.02;

  private static final double MAX_AREA = 0.4;
  private static final double MIN_ASPECT = 0.3;
  private static final int TRIES = 10;

  /**
   * The augmentation that the job file requests; null if none.
   *
   * @param input as {@link NetworkArchitecture#input}
   */
  static @Nullable Augmentation of(RegularisationConfig.Augmentation config, List<Integer> input) {
    return config.changesImages()
        ? new Augmentation(config, input.get(0), input.get(1), input.get(2))
        : null;
  }

  /**
   * Changes one image in place.
   *
   * @param image whose pixels are from 0 to 1
   * @param copy a buffer for one image
   * @param background of each channel, for erased pixels
   */
  public void apply(float[] image, float[] copy, float[] background, SplittableRandom random) {
    boolean flip = config.horizontalFlip() && random.nextBoolean();
    int padding = config.cropPadding();
    int down = padding == 0 ? 0 : random.nextInt(-padding, padding + 1);
    int right = padding == 0 ? 0 : random.nextInt(-padding, padding + 1);
    double degrees = config.rotation() * (2 * random.nextDouble() - 1);
    if (flip || down != 0 || right != 0 || degrees != 0) {
      System.arraycopy(image, 0, copy, 0, image.length);
      if (degrees == 0) {
        shift(copy, image, flip, down, right);
      } else {
        turn(copy, image, flip, down, right, Math.toRadians(degrees));
      }
    }
    if (config.noise() > 0) {
      for (int k = 0; k < image.length; k++) {
        image[k] += (float) (config.noise() * random.nextGaussian());
      }
    }
    if (config.erasing() > 0 && random.nextDouble() < config.erasing()) {
      erase(image, background, random);
    }
  }

  private void shift(float[] from, float[] to, boolean flip, int down, int right) {
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        int sourceY = y + down;
        int line = (c * height + y) * width;
        for (int x = 0; x < width; x++) {
          int shifted = x + right;
          int sourceX = flip ? width - 1 - shifted : shifted;
          to[line + x] = pixel(from, c, sourceY, sourceX);
        }
      }
    }
  }

  private void turn(float[] from, float[] to, boolean flip, int down, int right, double angle) {
    double sine = Math.sin(angle);
    double cosine = Math.cos(angle);
    double middleY = (height - 1) / 2.0;
    double middleX = (width - 1) / 2.0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double dy = y - middleY;
        double dx = x - middleX;
        double sourceY = cosine * dy - sine * dx + middleY + down;
        double turnedX = sine * dy + cosine * dx + middleX + right;
        double sourceX = flip ? width - 1 - turnedX : turnedX;
        for (int c = 0; c < channels; c++) {
          to[(c * height + y) * width + x] = between(from, c, sourceY, sourceX);
        }
      }
    }
  }

  /** Bilinear interpolation of four pixels. */
  private float between(float[] image, int channel, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    float low = (float) (y - top);
    float across = (float) (x - left);
    float above =
        (1 - across) * pixel(image, channel, top, left)
            + across * pixel(image, channel, top, left + 1);
    float below =
        (1 - across) * pixel(image, channel, top + 1, left)
            + across * pixel(image, channel, top + 1, left + 1);
    return (1 - low) * above + low * below;
  }

  /** A pixel; 0 outside the image. */
  private float pixel(float[] image, int channel, int y, int x) {
    boolean inside = y >= 0 && y < height && x >= 0 && x < width;
    return inside ? image[(channel * height + y) * width + x] : 0;
  }

  private void erase(float[] image, float[] background, SplittableRandom random) {
    for (int tried = 0; tried < TRIES; tried++) {
      double area = height * width * random.nextDouble(MIN_AREA, MAX_AREA);
      double aspect = Math.exp(Math.log(MIN_ASPECT) * (2 * random.nextDouble() - 1));
      int tall = (int) Math.round(Math.sqrt(area * aspect));
      int wide = (int) Math.round(Math.sqrt(area / aspect));
      if (tall > 0 && wide > 0 && tall < height && wide < width) {
        int top = random.nextInt(height - tall + 1);
        int left = random.nextInt(width - wide + 1);
        for (int c = 0; c < channels; c++) {
          for (int y = top; y < top + tall; y++) {
            int from = (c * height + y) * width + left;
            Arrays.fill(image, from, from + wide, background[c]);
          }
        }
        return;
      }
    }
  }
}
