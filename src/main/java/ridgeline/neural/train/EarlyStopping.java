package ridgeline.neural.train;

import java.util.List;
import java.util.Objects;
import ridgeline.config.neural.RegularisationConfig.Stopping;

/**
 * Decides when a training ends (Prechelt 1998, "Early Stopping - but when?", in the variant with a
 * patience): each epoch is compared with the best before it.
 *
 * @param takesBest whether the weights of the best epoch are used even if training does not stop
 *     early, so that trials are judged alike however long they ran
 */
public record EarlyStopping(Stopping config, boolean takesBest) {

  /** The index of the best epoch, the first in case of a tie. */
  int best(List<EpochResult> history) {
    int best = 0;
    for (int i = 1; i < history.size(); i++) {
      if (improvement(history.get(best), history.get(i)) > config.minImprovement()) {
        best = i;
      }
    }
    return best;
  }

  /** The index of the epoch whose weights are used: the best or the last. */
  int chosen(List<EpochResult> history) {
    return config.enabled() || takesBest ? best(history) : history.size() - 1;
  }

  /** Whether the best epoch was at least {@code patience} epochs ago. */
  public boolean stops(List<EpochResult> history) {
    return config.enabled() && history.size() - 1 - best(history) >= config.patience();
  }

  private double improvement(EpochResult best, EpochResult next) {
    EpochResult.Quality before = Objects.requireNonNull(best.validation());
    EpochResult.Quality after = Objects.requireNonNull(next.validation());
    return after.improvementOn(before, config.metric());
  }
}
