package ridgeline.stats;

import java.io.Serializable;

/** What is gathered of predictions and labels in one pass, in parts that are merged. */
public interface PairTally extends Serializable {
  /** One of the same kind, of no rows. */
  PairTally fresh();

  /**
   * Takes in a row.
   *
   * @param weight {@code > 0}
   */
  void add(double prediction, double label, double weight);

  /** Takes in the rows of another of the same kind. */
  void addAll(PairTally other);
}
