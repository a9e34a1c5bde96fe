package ridgeline.data.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.data.DataException;
import ridgeline.fuzz.Fuzz;
import ridgeline.fuzz.Mutator;

/** Any two files are refused with a sentence, or give the images and labels that are in them. */
@Tag("plain")
class IdxFuzzTest {
  private static final int COUNT = 5;
  private static final int SIDE = 4;
  private static final int HEADER = 16;

  /** More than what any of the files claims rightly. */
  private static final int MANY = 1000;

  private static final List<String> WORDS =
      List.of("\0\0\u0008\u0003", "\0\0\u0008\u0001", "\u007f");

  private int read;

  /**
   * Two files.
   *
   * @param images unpacked; packed by {@link #pack} unless {@code packed}
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Files(byte[] images, byte[] labels, boolean packed) {
    @Override
    public String toString() {
      HexFormat hex = HexFormat.of();
      return "packed %s %s %s".formatted(packed, hex.formatHex(images), hex.formatHex(labels));
    }
  }

  private static byte[] images() {
    ByteBuffer images = ByteBuffer.allocate(HEADER + COUNT * SIDE * SIDE);
    images.putInt(0x0803).putInt(COUNT).putInt(SIDE).putInt(SIDE);
    for (int k = 0; images.hasRemaining(); k++) {
      images.put((byte) k);
    }
    return images.array();
  }

  private static byte[] labels() {
    return ByteBuffer.allocate(8 + COUNT).putInt(0x0801).putInt(COUNT).put(8, (byte) 3).array();
  }

  private static byte[] pack(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static byte[] damaged(byte[] content, boolean damages, SplittableRandom random) {
    return damages ? Mutator.bytes(List.of(content), WORDS, random) : content;
  }

  private static Files files(boolean packed, SplittableRandom random) {
    int which = random.nextInt(3);
    byte[] images = packed ? pack(images()) : images();
    byte[] labels = packed ? pack(labels()) : labels();
    return new Files(
        damaged(images, which != 0, random), damaged(labels, which != 1, random), packed);
  }

  private void check(Files files) throws Exception {
    byte[] images = files.packed() ? files.images() : pack(files.images());
    byte[] labels = files.packed() ? files.labels() : pack(files.labels());
    IdxImages opened =
        Fuzz.readOrRefuse(
                () ->
                    new IdxImages(
                        new ByteArrayInputStream(images), new ByteArrayInputStream(labels), "x"),
                List.of(IOException.class, DataException.class))
            .orElse(null);
    if (opened == null) {
      return;
    }
    for (int at = 0; at < MANY && opened.hasNext(); at++) {
      IdxImages.Image image =
          Fuzz.readOrRefuse(opened::next, List.of(DataException.class)).orElse(null);
      if (image == null) {
        return;
      }
      read++;
      int size = opened.height() * opened.width();
      assertThat(image.pixels()).hasSize(size);
      assertThat(image.label()).isBetween(0, 255);
      if (!files.packed()) {
        assertThat(image.pixels())
            .isEqualTo(
                Arrays.copyOfRange(files.images(), HEADER + at * size, HEADER + at * size + size));
        assertThat((byte) image.label()).isEqualTo(files.labels()[8 + at]);
      }
    }
  }

  @Test
  void theContent() {
    Fuzz.check(10_000, random -> files(false, random), this::check);
    assertThat(read).isGreaterThan(Fuzz.share(1000));
  }

  @Test
  void theFiles() {
    Fuzz.check(10_000, random -> files(true, random), this::check);
    assertThat(read).isGreaterThan(Fuzz.share(1000));
  }
}
