package ridgeline.data.network;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;

/** Decodes image files; headers are checked before any pixel is decoded. */
final class ImageDecoder {
  /** Java's warnings for a JPEG that ends early or is damaged, after which it continues to read. */
  private static final Pattern DAMAGE = Pattern.compile("(?i)premature|truncated|corrupt");

  /** Java's warning for bytes that can be skipped safely. */
  private static final Pattern HARMLESS = Pattern.compile("(?i)extraneous bytes");

  private ImageDecoder() {}

  /**
   * Decodes the first image of a file.
   *
   * @param name name of the image, for messages
   * @throws DataException if it cannot be read completely, has another size, or has colours other
   *     than grey and RGB
   */
  static BufferedImage decode(byte[] content, String name, int height, int width) {
    String reason;
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (readers.hasNext()) {
        return decode(readers.next(), stream, content, name, height, width);
      }
      reason = content.length == 0 ? "the file is empty" : "";
    } catch (EOFException e) {
      reason = "the file ends early";
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // some readers throw the latter for damaged files
      reason = e.getMessage() == null ? "the file is damaged" : SparkMessage.firstLine(e);
    }
    throw unreadable(name, reason);
  }

  private static DataException unreadable(String name, String reason) {
    return new DataException(
        "%s is not a readable image%s; convert it to PNG, or remove it"
            .formatted(name, reason.isEmpty() ? "" : " (" + reason + ")"));
  }

  private static BufferedImage decode(
      ImageReader reader,
      ImageInputStream stream,
      byte[] content,
      String name,
      int height,
      int width)
      throws IOException {
    try {
      reader.setInput(stream, true, true);
      requireSize(name, reader.getHeight(0), reader.getWidth(0), height, width);
      ImageHeader header = new ImageHeader(content);
      if (header.isBmpOfAnother()) {
        throw unreadable(name, "it is a BMP with a JPEG or PNG in it");
      }
      int components = header.jpegComponents();
      if (components != 0 && components != 1 && components != 3) {
        throw foreignColours(name, components);
      }
      List<String> damage = new ArrayList<>();
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            if (DAMAGE.matcher(warning).find() && !HARMLESS.matcher(warning).find()) {
              damage.add(warning);
            }
          });
      @Nullable BufferedImage image = reader.read(0);
      if (image == null) {
        throw unreadable(name, "it has no pixels");
      }
      if (!damage.isEmpty()) {
        throw unreadable(name, damage.get(0));
      }
      requireSize(name, image.getHeight(), image.getWidth(), height, width);
      int space = image.getColorModel().getColorSpace().getType();
      if (space != ColorSpace.TYPE_GRAY && space != ColorSpace.TYPE_RGB) {
        throw foreignColours(name, image.getColorModel().getNumColorComponents());
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  private static DataException foreignColours(String name, int components) {
    return new DataException(
        "%s has %d colour components, like CMYK, but images must be grey or RGB; convert it"
            .formatted(name, components));
  }

  private static void requireSize(String name, int height, int width, int high, int wide) {
    if (height != high || width != wide) {
      throw new DataException(
          "%s has %d x %d pixels, but the network takes %d x %d; resize it, or change the network's input"
              .formatted(name, height, width, high, wide));
    }
  }
}
