package ridgeline.config.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a mistyped one was most likely meant to be. */
public final class Spelling {

  private static final int MAX_LISTED = 30;

  /** Comparing words takes time proportional to the product of their lengths. */
  private static final int MAX_CHARACTERS = 200;

  private Spelling() {}

  /** A clause for the end of a message: the nearest known word, or all of them if none is near. */
  public static String hint(String word, Collection<String> known) {
    if (known.isEmpty()) {
      return "";
    }
    List<String> listed = known.stream().limit(MAX_LISTED).toList();
    return nearest(word, known)
        .map(candidate -> "; did you mean '" + candidate + "'?")
        .orElse(
            "; known: "
                + String.join(", ", listed)
                + (listed.size() < known.size() ? ", ..." : ""));
  }

  /** The known word that is nearest, if any is near. */
  public static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    int near = (word.length() + 2) / 3;
    return known.stream()
        .filter(candidate -> candidate.length() <= MAX_CHARACTERS)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .filter(candidate -> distance(word, candidate) <= near);
  }

  /**
   * The minimum number of insertions, deletions, replacements and swaps of neighbours that turn one
   * word into the other (optimal string alignment), ignoring case.
   */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
