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
   * @param added gets the value of each added column, in Spark's internal form
   */
  void score(FeatureValues features, Object[] added);
}
