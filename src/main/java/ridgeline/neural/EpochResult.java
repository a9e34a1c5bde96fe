package ridgeline.neural;

import org.jspecify.annotations.Nullable;

/**
 * How good a network is after an epoch. Losses are means over rows, without label smoothing and
 * penalties: cross-entropies, or squared errors in units of the label's variance.
 *
 * @param epoch counted from 1
 * @param steps that each task has taken since the start, at most
 * @param training on a sample of the training rows, with nothing dropped and no image changed
 * @param validation null if no rows are kept for it
 * @param test null if no rows are kept for it
 * @param learningRate of the last step
 * @param seconds that training took, without the measuring
 */
public record EpochResult(
    int epoch,
    long steps,
    Quality training,
    @Nullable Quality validation,
    @Nullable Quality test,
    double learningRate,
    double seconds) {

  /**
   * How good a network is on some rows.
   *
   * @param accuracy share of the rows whose class is told; null for numbers
   */
  public record Quality(double loss, @Nullable Double accuracy) {}
}
