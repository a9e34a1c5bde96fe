package ridgeline.neural.train;

import java.io.Serializable;

/**
 * Steps that were taken since a round began, or since they were last reported.
 *
 * @param last of them, counted from 1 in each epoch
 * @param rows that they took in
 * @param loss sum of the rows' losses
 */
public record StepProgress(long last, long rows, double loss) implements Serializable {
  private static final long serialVersionUID = 1L;

  static final StepProgress NONE = new StepProgress(0, 0, 0);

  /** Side by side, where the slower one decides how far they are. */
  StepProgress beside(StepProgress other) {
    return new StepProgress(Math.min(last, other.last), rows + other.rows, loss + other.loss);
  }

  /** Those after {@code before}, which are the first of these. */
  StepProgress since(StepProgress before) {
    return new StepProgress(last, rows - before.rows, loss - before.loss);
  }

  double meanLoss() {
    return loss / rows;
  }
}
