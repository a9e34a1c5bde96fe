package ridgeline.neural;

import java.util.List;

/**
 * All that a training goes on from after an epoch.
 *
 * @param best the state after the best epoch
 * @param history of the epochs that are done
 */
record Checkpoint(NetworkState state, NetworkState best, List<EpochResult> history) {
  Checkpoint {
    history = List.copyOf(history);
  }
}
