package ridgeline.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages bytes and texts. */
public final class Mutator {
  /** What readers stumble over: ends of numbers, signs of YAML and JSON, odd characters. */
  static final List<String> ODD_TEXTS =
      List.of(
          "",
          " ",
          "\n",
          "\t",
          "\r",
          "\0",
          "\u0007",
          "\u0085",
          "\u2028",
          "\u202e",
          "\ufeff",
          "\ufffe",
          "\ud800",
          "\udfff",
          "\ud83d\ude00",
          "\u0130",
          "\u0661",
          "\u00e9",
          "0",
          "-1",
          "-0.0",
          "00",
          "010",
          "0x1F",
          "0b1",
          "0o7",
          "1_000",
          "1:30",
          "190:20:30.15",
          "2147483647",
          "2147483648",
          "-9223372036854775808",
          "9223372036854775808",
          "1e400",
          "1e-400",
          "1e999999999",
          "1e99999999999",
          "0.1e-2147483649",
          "4.9e-324",
          "NaN",
          "Infinity",
          ".inf",
          "-.inf",
          ".nan",
          "null",
          "~",
          "yes",
          "true",
          "*",
          "*a",
          "&a",
          "&a [*a]",
          "!!binary",
          "!!set",
          "!x!y",
          "<<",
          "=",
          "? ",
          ": ",
          "- ",
          "# ",
          "---\n",
          "...\n",
          "%YAML 1.1\n",
          "%",
          "@",
          "`",
          "|\n",
          ">-\n",
          ",",
          "[",
          "]",
          "{",
          "}",
          "[]",
          "{}",
          "\"",
          "'",
          "\\",
          "\\u0000",
          "\\uD800",
          "/",
          "/*",
          "--",
          "//",
          "${env:HOME}",
          "*****",
          "%s",
          "%n",
          "$1",
          "(",
          ")",
          "2024-01-01",
          "2024-01-01T00:00:00Z");

  private static final int MAX_MUTATIONS = 4;

  private Mutator() {}

  /** An entry of a list. */
  public static <T> T any(List<T> of, SplittableRandom random) {
    return of.get(random.nextInt(of.size()));
  }

  /** One of some bytes, damaged in one to four ways. */
  public static byte[] bytes(List<byte[]> corpus, List<String> words, SplittableRandom random) {
    byte[] damaged = any(corpus, random);
    for (int k = random.nextInt(1 + random.nextInt(MAX_MUTATIONS)); k >= 0; k--) {
      damaged = damage(damaged, any(corpus, random), words, random);
    }
    return damaged;
  }

  private static byte[] damage(
      byte[] of, byte[] other, List<String> words, SplittableRandom random) {
    int from = random.nextInt(of.length + 1);
    int to = from + random.nextInt(Math.min(of.length - from, 64) + 1);
    return switch (random.nextInt(9)) {
      case 0 -> flipped(of, random);
      case 1 -> Arrays.copyOf(of, from);
      case 2 -> Arrays.copyOf(of, of.length + random.nextInt(64));
      case 3 -> spliced(of, from, from, Arrays.copyOfRange(of, from, to)); // a span twice
      case 4 -> spliced(of, from, to, new byte[0]);
      case 5 -> spliced(of, from, from, word(words, random));
      case 6 -> spliced(of, from, to, word(words, random));
      case 7 -> {
        int start = random.nextInt(other.length + 1);
        yield spliced(of, from, to, Arrays.copyOfRange(other, start, other.length));
      }
      default -> {
        byte[] set = of.clone();
        Arrays.fill(set, from, to, (byte) random.nextInt(256));
        yield set;
      }
    };
  }

  private static byte[] flipped(byte[] of, SplittableRandom random) {
    byte[] flipped = of.clone();
    for (int k = random.nextInt(4); k >= 0 && of.length > 0; k--) {
      flipped[random.nextInt(of.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] word(List<String> words, SplittableRandom random) {
    return any(random.nextBoolean() ? words : ODD_TEXTS, random).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] spliced(byte[] of, int from, int to, byte[] inserted) {
    byte[] spliced = Arrays.copyOf(of, from + inserted.length + of.length - to);
    System.arraycopy(inserted, 0, spliced, from, inserted.length);
    System.arraycopy(of, to, spliced, from + inserted.length, of.length - to);
    return spliced;
  }

  /** One of some texts, damaged in one to four ways; at times a part of it a thousand times. */
  public static String text(List<String> corpus, List<String> words, SplittableRandom random) {
    String damaged = any(corpus, random);
    for (int k = random.nextInt(1 + random.nextInt(MAX_MUTATIONS)); k >= 0; k--) {
      damaged = damage(damaged, any(corpus, random), words, random);
    }
    return damaged;
  }

  private static String damage(
      String of, String other, List<String> words, SplittableRandom random) {
    int from = random.nextInt(of.length() + 1);
    int to = from + random.nextInt(Math.min(of.length() - from, 64) + 1);
    String word = any(random.nextBoolean() ? words : ODD_TEXTS, random);
    String inserted =
        switch (random.nextInt(8)) {
          case 0 -> "";
          case 1, 2, 3 -> word;
          case 4 -> of.substring(from, to).repeat(2);
          case 5 -> String.valueOf((char) random.nextInt(0x10000));
          case 6 -> other.substring(random.nextInt(other.length() + 1));
          default -> word.repeat(random.nextInt(8) == 0 ? 1000 : 3);
        };
    return random.nextInt(16) == 0
        ? of.substring(0, from)
        : of.substring(0, from) + inserted + of.substring(random.nextBoolean() ? from : to);
  }
}
