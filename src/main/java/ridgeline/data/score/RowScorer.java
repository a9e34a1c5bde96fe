package ridgeline.data.score;

import java.io.Serializable;
import ridgeline.data.feature.FeatureValues;

/** Scores a row by its features. */
@FunctionalInterface
public interface RowScorer extends Serializable {
  /**
   * Scores a row.
   *
   * @param features valid until the next row
   * @param row the row's columns, followed by the added ones
   * @param at index of the first added column
   */
  void score(FeatureValues features, Object[] row, int at);
}
