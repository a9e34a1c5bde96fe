package ridgeline.registry.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How good a policy would have been on all served dates.
 *
 * @param cadence as in {@link Policy}
 * @param window as in {@link Policy.Rows}
 * @param halfLife as in {@link Policy.Rows}
 * @param trainings number of trainings
 * @param rmse root of the weighted mean squared error over all rows; null if a date had no model
 * @param r2 the share of the label's variance that is explained; null as {@code rmse}
 * @param ratio of the error to that of the best policy; null if there is no error or no best policy
 * @param worse whether the error is shown to be larger than that of the best policy
 * @param failures the trainings that would have failed; with any of them, a policy is neither the
 *     best nor recommended
 * @param errors the RMSE on each date; null where there was no model yet
 * @param models the date of the training of each date's model; empty where there was none yet
 */
public record PolicyScore(
    String cadence,
    String window,
    String halfLife,
    int trainings,
    @Nullable Double rmse,
    @Nullable Double r2,
    @Nullable Ratio ratio,
    boolean worse,
    List<PolicyErrors.Failure> failures,
    List<@Nullable Double> errors,
    List<String> models) {

  /**
   * A ratio of two errors.
   *
   * @param lower the bound above which it is with the confidence of the comparison
   * @param upper the bound below which it is with that confidence
   */
  public record Ratio(double estimate, double lower, double upper) {}

  /** In words, such as "retraining every 7 days on the last 60 days". */
  public String inWords() {
    return new Policy(cadence, new Policy.Rows(window, halfLife)).inWords();
  }
}
