package ridgeline.data.network;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Small sets of IDX files: the class of an image is the third of it that is bright. */
public final class IdxFiles {
  public static final int SIZE = 12;

  private IdxFiles() {}

  /** Writes the four files. */
  public static Path write(Path directory, int training, int test) throws IOException {
    Files.createDirectories(directory);
    writeSet(directory, "train", training, 1);
    writeSet(directory, "t10k", test, 2);
    return directory;
  }

  /** An image of a class. */
  public static byte[] image(int label, Random random) {
    byte[] pixels = new byte[SIZE * SIZE];
    for (int k = 0; k < pixels.length; k++) {
      int bright = k / (pixels.length / 3) == label ? 60 : 0;
      pixels[k] = (byte) (bright + random.nextInt(180));
    }
    return pixels;
  }

  private static void writeSet(Path directory, String set, int count, long seed)
      throws IOException {
    Random random = new Random(seed);
    byte[] pixels = new byte[count * SIZE * SIZE];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(3);
      System.arraycopy(image(labels[i], random), 0, pixels, i * SIZE * SIZE, SIZE * SIZE);
    }
    writeImages(directory.resolve(set + "-images-idx3-ubyte.gz"), count, SIZE, SIZE, pixels);
    writeLabels(directory.resolve(set + "-labels-idx1-ubyte.gz"), labels);
  }

  public static void writeImages(Path file, int count, int height, int width, byte[] pixels)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x0803);
    out.writeInt(count);
    out.writeInt(height);
    out.writeInt(width);
    out.write(pixels);
    pack(file, bytes.toByteArray());
  }

  public static void writeLabels(Path file, byte[] labels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x0801);
    out.writeInt(labels.length);
    out.write(labels);
    pack(file, bytes.toByteArray());
  }

  /** Writes bytes as a gzip file. */
  public static void pack(Path file, byte[] content) throws IOException {
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
  }
}
