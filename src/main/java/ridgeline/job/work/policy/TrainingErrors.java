package ridgeline.job.work.policy;

import java.util.HashMap;
import java.util.Map;
import ridgeline.registry.gate.ScoredFit;
import ridgeline.registry.policy.ServedDates;

/** The error of each training on the dates that it serves, worked out once for all policies. */
final class TrainingErrors {
  private final ServedDates served;
  private final Runnable beforeEach;
  private final Map<Served, Double> known = new HashMap<>();

  private record Served(PolicyPlan.Training training, int date) {}

  /**
   * No error is known yet.
   *
   * @param beforeEach runs before an error is worked out; may throw to end it
   */
  TrainingErrors(ServedDates served, Runnable beforeEach) {
    this.served = served;
    this.beforeEach = beforeEach;
  }

  /** The mean squared error of the fit of a training on the rows of a date. */
  double meanSquaredError(PolicyPlan.Training training, ScoredFit fit, int date) {
    return known.computeIfAbsent(
        new Served(training, date),
        pair -> {
          beforeEach.run();
          return served.meanSquaredError(fit, date);
        });
  }
}
