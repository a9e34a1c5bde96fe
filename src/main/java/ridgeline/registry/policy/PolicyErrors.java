package ridgeline.registry.policy;

import java.time.LocalDate;
import java.util.List;

/**
 * The errors that a policy would have had.
 *
 * @param trainings the dates on which a model was due
 * @param failures the trainings that would have failed; the model before them stays in use
 * @param models for each served date, the date of the model's training; empty if there was none yet
 * @param meanSquaredErrors for each served date; NaN if there was no model yet
 */
public record PolicyErrors(
    Policy policy,
    List<LocalDate> trainings,
    List<Failure> failures,
    List<String> models,
    List<Double> meanSquaredErrors) {
  public PolicyErrors {
    trainings = List.copyOf(trainings);
    failures = List.copyOf(failures);
    models = List.copyOf(models);
    meanSquaredErrors = List.copyOf(meanSquaredErrors);
  }

  /**
   * A training without a model.
   *
   * @param reason a sentence
   */
  public record Failure(String date, String reason) {}

  /** Whether every training would have had a model. */
  boolean isWhole() {
    return failures.isEmpty();
  }
}
