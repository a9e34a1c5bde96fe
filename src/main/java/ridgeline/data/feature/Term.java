package ridgeline.data.feature;

import java.io.Serializable;
import java.util.List;

/**
 * Features that are products of columns: of numeric ones, and of the indicators of the levels of
 * categorical ones. Without a categorical column it is one feature; else there is one for each
 * combination of levels, those of the last column changing quickest.
 *
 * @param numeric positions of numeric columns, as often as they are multiplied
 * @param categorical positions of categorical columns
 */
public record Term(List<Integer> numeric, List<Integer> categorical) implements Serializable {
  public Term {
    numeric = List.copyOf(numeric);
    categorical = List.copyOf(categorical);
  }

  /**
   * Number of features.
   *
   * @param levels of each categorical column
   */
  public int size(List<List<String>> levels) {
    return categorical.stream()
        .mapToInt(column -> levels.get(column).size())
        .reduce(1, Math::multiplyExact);
  }
}
