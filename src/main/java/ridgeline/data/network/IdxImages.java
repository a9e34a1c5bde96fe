package ridgeline.data.network;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;

/**
 * The images and labels of two IDX files (LeCun, Cortes, Burges, "The MNIST database", section
 * "File formats"), compressed with gzip.
 */
final class IdxImages implements Iterator<IdxImages.Image> {
  private static final int IMAGES = 0x0803;
  private static final int LABELS = 0x0801;
  private static final int MAX_PIXELS = 1 << 24;

  private final DataInputStream images;
  private final DataInputStream labels;
  private final String name;
  private final int count;
  private final int height;
  private final int width;
  private int next;

  /**
   * Reads the headers.
   *
   * @param name name of the files, for messages
   * @throws DataException if they are not IDX files, or do not belong together
   */
  IdxImages(InputStream images, InputStream labels, String name) throws IOException {
    this.name = name;
    try {
      this.images = new DataInputStream(new GZIPInputStream(images, 1 << 16));
      this.labels = new DataInputStream(new GZIPInputStream(labels, 1 << 16));
      requireMagic(this.images, IMAGES, "images");
      requireMagic(this.labels, LABELS, "labels");
      count = this.images.readInt();
      int labelCount = this.labels.readInt();
      height = this.images.readInt();
      width = this.images.readInt();
      if (labelCount != count) {
        throw new DataException(
            "%s has %,d images and %,d labels; download both files of the same set"
                .formatted(name, count, labelCount));
      }
    } catch (EOFException e) {
      throw cutShort(0);
    }
    if (count < 0 || height <= 0 || width <= 0 || (long) height * width > MAX_PIXELS) {
      throw new DataException(
          "the header of %s says %,d images of %d x %d; it is damaged, download it again"
              .formatted(name, count, height, width));
    }
  }

  private void requireMagic(DataInputStream in, int expected, String content) throws IOException {
    int magic = in.readInt();
    if (magic != expected) {
      throw new DataException(
          "the %s file of %s starts with %08x instead of %08x; it is not an IDX file"
              .formatted(content, name, magic, expected));
    }
  }

  /**
   * An image.
   *
   * @param pixels unsigned bytes, row by row
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Image(int label, byte[] pixels) {}

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  @Override
  public boolean hasNext() {
    return next < count;
  }

  /**
   * The next image.
   *
   * @throws DataException if a file ends too early, or cannot be decompressed
   */
  @Override
  public Image next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    byte[] pixels = new byte[height * width];
    try {
      images.readFully(pixels);
      Image image = new Image(labels.readUnsignedByte(), pixels);
      next++;
      return image;
    } catch (EOFException e) {
      throw cutShort(next);
    } catch (IOException e) {
      throw new DataException(
          "%s cannot be decompressed at image %,d: %s; download it again"
              .formatted(name, next, SparkMessage.firstLine(e)));
    }
  }

  private DataException cutShort(int image) {
    return new DataException(
        "%s is truncated before image %,d; download it again".formatted(name, image));
  }
}
