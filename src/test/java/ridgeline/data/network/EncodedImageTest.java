package ridgeline.data.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.data.DataException;

/** Images that are damaged, hostile, or have colours that a network does not accept. */
@Tag("plain")
class EncodedImageTest {
  private static final List<Integer> SHAPE = List.of(3, 16, 20);

  /**
   * {@code Image.new('CMYK', (20, 16), (250, 200, 240, 0)).save(b, 'JPEG', optimize=True)} of
   * Pillow 13.0.0.
   */
  private static final String CMYK =
      "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAIBgYHBgUIBwcHCQkICgwUDQwLCwwZEhMPFB0aHx4dGhwcICQuJyAi"
          + "LCMcHCg3KSwwMTQ0NB8nOT04MjwuMzQy/8AAFAgAEAAUBEMRAE0RAFkRAEsRAP/EABUAAQEAAAAAAAAAAAAA"
          + "AAAAAAAH/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAA4EQwBNAFkASwAAPwCCJshy/gAAAAAA/9k=";

  private static byte[] content(String format) throws IOException {
    BufferedImage image = new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 20; x++) {
      image.setRGB(x, x % 16, new Color(10 * x, 255 - 9 * x, 40).getRGB());
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ImageIO.write(image, format, content);
    return content.toByteArray();
  }

  /** Replaces the first occurrence of some bytes; both are hexadecimal. */
  private static byte[] replaced(byte[] content, String from, String to) {
    String bytes = new String(content, StandardCharsets.ISO_8859_1);
    String before = text(from);
    assertThat(bytes).contains(before);
    int at = bytes.indexOf(before);
    String after = bytes.substring(0, at) + text(to) + bytes.substring(at + before.length());
    return after.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  /** Its pixels would take gigabytes. */
  @ParameterizedTest
  @CsvSource({
    "png, 0000001400000010, 00009c4000009c40",
    "jpg, 0800100014, 089c409c40",
    "gif, 2c0000000014001000, 2c00000000409c409c"
  })
  void theSizeIsCheckedBeforePixelsAreDecoded(String format, String size, String large)
      throws IOException {
    byte[] content = replaced(content(format), size, large);
    assertThatThrownBy(() -> EncodedImage.pixels(content, "x", SHAPE))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("x has 40000 x 40000 pixels, but the network takes 16 x 20");
  }

  /** Compression 4 is a JPEG, which has its own size. */
  @Test
  void aBmpMayNotContainAnotherImage() throws IOException {
    byte[] content = content("bmp");
    content[30] = 4;
    assertThatThrownBy(() -> EncodedImage.pixels(content, "x", SHAPE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("it is a BMP with a JPEG or PNG in it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void anImageThatEndsEarlyIsRefused(String format) throws IOException {
    byte[] whole = content(format);
    assertThat(EncodedImage.pixels(whole, "x", SHAPE)).hasSize(3 * 16 * 20);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> EncodedImage.pixels(half, "x", SHAPE))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("x is not a readable image (")
        .hasMessageNotContaining("null");
  }

  /** Java would read its four components as red, green, blue and more. */
  @Test
  void fourColourComponentsAreRefused() {
    byte[] content = Base64.getDecoder().decode(CMYK);
    assertThatThrownBy(() -> EncodedImage.pixels(content, "x.jpg", SHAPE))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "x.jpg has 4 colour components, like CMYK, but images must be grey or RGB; convert it");
  }

  @Test
  void anEmptyFileIsNotAnImage() {
    assertThatThrownBy(() -> EncodedImage.pixels(new byte[0], "x.png", SHAPE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the file is empty");
  }
}
