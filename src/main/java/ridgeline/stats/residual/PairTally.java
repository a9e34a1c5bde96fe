package ridgeline.stats.residual;

import java.io.Serializable;

/** Statistics of predictions and labels, collected in one pass as parts that are merged. */
public interface PairTally extends Serializable {
  /** An empty tally of the same kind. */
  PairTally fresh();

  /**
   * Adds a row.
   *
   * @param weight {@code > 0}
   */
  void add(double prediction, double label, double weight);

  /** Adds the rows of another tally of the same kind. */
  void addAll(PairTally other);
}
