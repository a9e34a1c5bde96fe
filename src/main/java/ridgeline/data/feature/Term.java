package ridgeline.data.feature;

import java.io.Serializable;
import java.util.List;

/**
 * Features that are products of numeric columns and of indicators of the levels of categorical
 * columns. Without a categorical column there is one feature; otherwise one for each combination of
 * levels, with those of the last column changing fastest.
 *
 * @param numeric positions of numeric columns, repeated for powers
 * @param categorical positions of categorical columns
 */
public record Term(List<Integer> numeric, List<Integer> categorical) implements Serializable {
  public Term {
    numeric = StrictJson.complete("terms.numeric", numeric);
    categorical = StrictJson.complete("terms.categorical", categorical);
  }

  /**
   * Checks positions of expressions that were read.
   *
   * @throws IllegalArgumentException if one is not in {@code [0, size)}
   */
  public static void requirePositions(List<Integer> positions, int size) {
    for (int position : positions) {
      if (position < 0 || position >= size) {
        throw new IllegalArgumentException(
            "has a term of expression %d, but there are only %d".formatted(position, size));
      }
    }
  }

  /**
   * Number of features.
   *
   * @param levels levels of each categorical column
   */
  public int size(List<List<String>> levels) {
    return categorical.stream()
        .mapToInt(column -> levels.get(column).size())
        .reduce(1, Math::multiplyExact);
  }
}
