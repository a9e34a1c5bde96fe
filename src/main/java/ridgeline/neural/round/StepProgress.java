package ridgeline.neural.round;

import java.io.Serializable;

/**
 * Steps taken since a round began, or since the last report.
 *
 * @param last the last step, counted from 1 in each epoch
 * @param rows used in these steps
 * @param loss sum of the rows' losses
 */
public record StepProgress(long last, long rows, double loss) implements Serializable {
  private static final long serialVersionUID = 1L;

  static final StepProgress NONE = new StepProgress(0, 0, 0);

  /** Combines concurrent progress; the slower one decides the last step. */
  StepProgress beside(StepProgress other) {
    return new StepProgress(Math.min(last, other.last), rows + other.rows, loss + other.loss);
  }

  /** The steps after {@code before}, which is an earlier state of this progress. */
  StepProgress since(StepProgress before) {
    return new StepProgress(last, rows - before.rows, loss - before.loss);
  }

  public double meanLoss() {
    return loss / rows;
  }
}
