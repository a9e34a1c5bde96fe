package ridgeline.data.score;

import java.io.Serializable;
import ridgeline.data.feature.FeatureValues;

/** Scores a row by its features. */
@FunctionalInterface
public interface RowScorer extends Serializable {
  /**
   * Scores a row.
   *
   * @param features gone with the next row
   * @param row its columns, then those that are added
   * @param at where the first of these is to be put
   */
  void score(FeatureValues features, Object[] row, int at);
}
