package ridgeline.data.network;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.regex.Pattern;
import ridgeline.data.DataException;

/** Pictures as files hold them: PNG, JPEG, GIF, BMP. */
public final class Picture {
  /** What the names of such files end with, as a regular expression. */
  public static final String NAMES = "(?i)\\.(png|jpe?g|gif|bmp)$";

  private static final Pattern NAME = Pattern.compile(NAMES);

  /** What the content of PNG, JPEG and GIF files begins with, as hardly any pixels do. */
  private static final List<byte[]> SIGNATURES =
      List.of(
          new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'},
          new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF},
          new byte[] {'G', 'I', 'F', '8'});

  /** What the content of BMP files begins with, as some pixels may. */
  private static final byte[] BMP = {'B', 'M'};

  private Picture() {}

  /** Whether a file is one by its name. */
  public static boolean isNamed(String file) {
    return NAME.matcher(file).find();
  }

  /**
   * Whether bytes are the content of one, by how they begin, rather than its pixels.
   *
   * @param pixels how many those would be
   */
  public static boolean isOf(byte[] content, int pixels) {
    return SIGNATURES.stream().anyMatch(signature -> startsWith(content, signature))
        || (content.length != pixels && startsWith(content, BMP));
  }

  private static boolean startsWith(byte[] content, byte[] beginning) {
    if (content.length < beginning.length) {
      return false;
    }
    for (int k = 0; k < beginning.length; k++) {
      if (content[k] != beginning[k]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Grey as the eye sees it (ITU-R BT.601), or red, green and blue.
   *
   * @param content of a file
   * @param name of the picture, for messages
   * @param shape channels, height and width that it has to have
   * @return one plane after the other, each row after row, 0 to 255
   * @throws DataException if it cannot be read, or is of another size
   */
  public static byte[] pixels(byte[] content, String name, List<Integer> shape) {
    int channels = shape.get(0);
    int height = shape.get(1);
    int width = shape.get(2);
    BufferedImage image = PictureDecoder.decode(content, name, height, width);
    if (channels != 1 && channels != 3) {
      throw new DataException(
          "the network takes %d channels, and a picture such as %s has 1 or 3"
              .formatted(channels, name));
    }
    boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    byte[] pixels = new byte[channels * height * width];
    for (int k = 0; k < height * width; k++) {
      int rgb = grey ? grey(image, k % width, k / width) : image.getRGB(k % width, k / width);
      int red = rgb >> 16 & 0xFF;
      int green = rgb >> 8 & 0xFF;
      int blue = rgb & 0xFF;
      if (channels == 1) {
        pixels[k] = (byte) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
      } else {
        pixels[k] = (byte) red;
        pixels[height * width + k] = (byte) green;
        pixels[2 * height * width + k] = (byte) blue;
      }
    }
    return pixels;
  }

  /** A grey pixel as it is in the file; Java would take it for linear light. */
  private static int grey(BufferedImage image, int x, int y) {
    int white = (1 << image.getColorModel().getComponentSize(0)) - 1;
    int value = Math.round(255f * image.getRaster().getSample(x, y, 0) / white);
    return value << 16 | value << 8 | value;
  }
}
