package ridgeline.neural;

import ridgeline.config.RegularisationConfig.Metric;
import ridgeline.config.Trial;

/**
 * What one of several trainings came to.
 *
 * @param ended why it ended
 */
public record TrialResult(Trial trial, TrainingResult training, End ended) {
  /** Whether it is better on validation rows; without those, on none. */
  public boolean isBetterThan(TrialResult other, Metric metric) {
    EpochResult.Quality own = training.best().validation();
    EpochResult.Quality others = other.training.best().validation();
    return own != null && others != null && own.improvementOn(others, metric) > 0;
  }

  /** Why a trial ended. */
  public enum End {
    /** It had all its epochs. */
    DONE,
    /** By its early stopping. */
    STOPPED,
    /** The median of the others was better. */
    POOR,
    /** Its loss was no number any more. */
    DIVERGED
  }
}
