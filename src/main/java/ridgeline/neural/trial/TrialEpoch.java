package ridgeline.neural.trial;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.data.network.DataSplit;
import ridgeline.neural.plan.Evaluation;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.train.DivergedException;

/**
 * An epoch of a trial and its quality.
 *
 * @param state after it; null if it diverged
 * @param seconds that training took, without evaluation
 * @param diverged where its loss became NaN or infinite; null if it did not
 */
record TrialEpoch(
    RunningTrial trial,
    @Nullable NetworkState state,
    Map<DataSplit, Evaluation> measured,
    double seconds,
    @Nullable DivergedException diverged) {
  static TrialEpoch diverged(RunningTrial trial, long step, long steps) {
    return new TrialEpoch(
        trial, null, Map.of(), 0, DivergedException.of(trial.plan(), trial.epoch(), step, steps));
  }
}
