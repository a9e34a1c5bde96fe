package ridgeline.data.network;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.regex.Pattern;
import ridgeline.data.DataException;

/** Images in the formats of files: PNG, JPEG, GIF, BMP. */
public final class EncodedImage {
  /** The extensions of such files, as a regular expression. */
  static final String NAMES = "(?i)\\.(png|jpe?g|gif|bmp)$";

  private static final Pattern NAME = Pattern.compile(NAMES);

  /** The signatures of PNG, JPEG and GIF files, with which raw pixels hardly ever start. */
  private static final List<byte[]> SIGNATURES =
      List.of(
          new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'},
          new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF},
          new byte[] {'G', 'I', 'F', '8'});

  /** The signature of BMP files, with which raw pixels may start. */
  private static final byte[] BMP = {'B', 'M'};

  private EncodedImage() {}

  /** Whether a file is an image by its name. */
  static boolean isNamed(String file) {
    return NAME.matcher(file).find();
  }

  /**
   * Whether bytes are an encoded image, by their signature, rather than raw pixels.
   *
   * @param pixels number of raw pixels expected
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
   * The pixels of an image: luma (ITU-R BT.601), or red, green and blue.
   *
   * @param content the content of a file
   * @param name name of the image, for messages
   * @param shape required channels, height and width
   * @return one plane after the other, each row by row, 0 to 255
   * @throws DataException if it cannot be read, or has another size
   */
  public static byte[] pixels(byte[] content, String name, List<Integer> shape) {
    int channels = shape.get(0);
    int height = shape.get(1);
    int width = shape.get(2);
    BufferedImage image = ImageDecoder.decode(content, name, height, width);
    if (channels != 1 && channels != 3) {
      throw new DataException(
          "the network takes %d channels, but an image such as %s has 1 or 3"
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

  /** The value of a grey pixel as stored in the file; Java would treat it as linear light. */
  private static int grey(BufferedImage image, int x, int y) {
    int white = (1 << image.getColorModel().getComponentSize(0)) - 1;
    int value = Math.round(255f * image.getRaster().getSample(x, y, 0) / white);
    return value << 16 | value << 8 | value;
  }
}
