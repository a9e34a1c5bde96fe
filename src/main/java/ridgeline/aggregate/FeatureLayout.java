package ridgeline.aggregate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import ridgeline.data.columns.RawTable;
import ridgeline.data.feature.OneHot;
import ridgeline.data.feature.Term;

/**
 * The positions of the features of a {@link RawTable}.
 *
 * @param terms the terms, in order
 * @param levels number of levels of each categorical column
 * @param starts position of the first feature of each term and, last, the number of features
 * @param replacements see {@link RawTable}
 */
@SuppressWarnings("ArrayRecordComponent")
record FeatureLayout(List<Term> terms, int[] levels, int[] starts, double[] replacements)
    implements Serializable {

  static FeatureLayout of(RawTable table) {
    int[] starts = new int[table.terms().size() + 1];
    for (int t = 0; t < table.terms().size(); t++) {
      starts[t + 1] = Math.addExact(starts[t], table.terms().get(t).size(table.levels()));
    }
    int[] levels = table.levels().stream().mapToInt(List::size).toArray();
    return new FeatureLayout(table.terms(), levels, starts, table.replacements());
  }

  int features() {
    return starts[terms.size()];
  }

  boolean isOneHot(int term) {
    return !terms.get(term).categorical().isEmpty();
  }

  /**
   * Determines for each row which feature of a one-hot term is not 0; {@link OneHot#NONE} if none
   * is.
   */
  void fillActive(int term, int[][] codes, int rows, int[] active) {
    Arrays.fill(active, 0, rows, 0);
    for (int column : terms.get(term).categorical()) {
      for (int i = 0; i < rows; i++) {
        active[i] = OneHot.next(active[i], codes[column][i], levels[column]);
      }
    }
    for (int i = 0; i < rows; i++) {
      active[i] = active[i] < 0 ? OneHot.NONE : active[i] + starts[term];
    }
  }
}
