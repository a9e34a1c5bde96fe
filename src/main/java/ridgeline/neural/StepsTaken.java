package ridgeline.neural;

import java.io.Serializable;

/**
 * Steps that were taken since a round began, or since something was told of it.
 *
 * @param last of them, counted from 1 in each epoch
 * @param rows that they took in
 * @param loss sum of the rows' losses
 * @param nanos that they took
 */
record StepsTaken(long last, long rows, double loss, long nanos) implements Serializable {
  private static final long serialVersionUID = 1L;

  static final StepsTaken NONE = new StepsTaken(0, 0, 0, 0);

  /** Side by side, where the slower one tells how far they are. */
  StepsTaken beside(StepsTaken other) {
    return new StepsTaken(
        Math.min(last, other.last),
        rows + other.rows,
        loss + other.loss,
        Math.max(nanos, other.nanos));
  }

  /** Without the first of them. */
  StepsTaken since(StepsTaken before) {
    return new StepsTaken(last, rows - before.rows, loss - before.loss, nanos - before.nanos);
  }

  double meanLoss() {
    return loss / rows;
  }

  double rowsPerSecond() {
    return rows / (nanos / 1e9);
  }
}
