package ridgeline.neural.trial;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.config.neural.RegularisationConfig.Metric;
import ridgeline.config.neural.TrialConfig;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.TrainingResult;

/**
 * The result of one of several trainings.
 *
 * @param training null if it diverged in its first epoch
 * @param ended why it ended
 */
public record TrialResult(TrialConfig trial, @Nullable TrainingResult training, End ended) {
  /** Its epochs; none if it diverged in the first. */
  public List<EpochResult> history() {
    return training == null ? List.of() : training.history();
  }

  /** The epoch whose weights are used; null if there is none. */
  public @Nullable EpochResult best() {
    return training == null ? null : training.best();
  }

  /**
   * The score of its chosen epoch on validation rows; lower is better. Infinite without an epoch, 0
   * without validation rows.
   */
  public double score(Metric metric) {
    EpochResult chosen = best();
    if (chosen == null) {
      return Double.POSITIVE_INFINITY;
    }
    EpochResult.Quality validation = chosen.validation();
    return validation == null ? 0 : validation.score(metric);
  }

  /** Why a trial ended. */
  public enum End {
    /** It completed all its epochs. */
    DONE,
    /** Early stopping ended it. */
    STOPPED,
    /** Others did better. */
    PRUNED,
    /** Its loss became NaN or infinite. */
    DIVERGED
  }
}
