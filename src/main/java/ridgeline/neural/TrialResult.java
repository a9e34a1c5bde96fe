package ridgeline.neural;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.config.RegularisationConfig.Metric;
import ridgeline.config.Trial;

/**
 * What one of several trainings came to.
 *
 * @param training null if it diverged in its first epoch
 * @param ended why it ended
 */
public record TrialResult(Trial trial, @Nullable TrainingResult training, End ended) {
  /** Its epochs; none if it diverged in the first. */
  public List<EpochResult> history() {
    return training == null ? List.of() : training.history();
  }

  /** The epoch whose weights count; null if there is none. */
  public @Nullable EpochResult best() {
    return training == null ? null : training.best();
  }

  /** Whether it is better on validation rows; without those, only than one that has no epoch. */
  public boolean isBetterThan(TrialResult other, Metric metric) {
    EpochResult own = best();
    EpochResult others = other.best();
    if (own == null || others == null) {
      return own != null;
    }
    EpochResult.Quality validation = own.validation();
    EpochResult.Quality othersValidation = others.validation();
    return validation != null
        && othersValidation != null
        && validation.improvementOn(othersValidation, metric) > 0;
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
