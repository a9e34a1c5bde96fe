package ridgeline.neural;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.data.Part;

/**
 * An epoch of a trial, and how good it is.
 *
 * @param state after it; null if the loss was no number
 * @param seconds that training took, without the measuring
 */
record TrialEpoch(@Nullable NetworkState state, Map<Part, Evaluation> measured, double seconds) {
  static TrialEpoch diverged() {
    return new TrialEpoch(null, Map.of(), 0);
  }
}
