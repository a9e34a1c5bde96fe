package ridgeline.neural.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.config.neural.RegularisationConfig.Metric;
import ridgeline.config.neural.TrialConfig;
import ridgeline.data.network.DataSplit;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.train.Checkpoint;
import ridgeline.neural.train.DivergedException;
import ridgeline.neural.train.EarlyStopping;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.TrainingResult;
import ridgeline.neural.trial.TrialResult.End;

/** A trial between its epochs. */
final class RunningTrial {
  private final int number;
  private final TrialConfig trial;
  private final TrainingPlan plan;
  private final EarlyStopping stopping;
  private volatile Checkpoint checkpoint;
  private volatile @Nullable End ended;
  private @Nullable DivergedException diverged;

  /**
   * Creates a trial without epochs.
   *
   * @param number of the trial, from 1
   * @param takesBest whether the weights of its best epoch are used in any case
   */
  RunningTrial(int number, TrialConfig trial, TrainingPlan plan, boolean takesBest) {
    this.number = number;
    this.trial = trial;
    this.plan = plan;
    stopping = new EarlyStopping(trial.config().regularisation().earlyStopping(), takesBest);
    checkpoint = Checkpoint.initial(plan);
  }

  int number() {
    return number;
  }

  TrialConfig trial() {
    return trial;
  }

  TrainingPlan plan() {
    return plan;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  int epoch() {
    return checkpoint.history().size();
  }

  boolean isRunning() {
    return ended == null;
  }

  void end(End why) {
    ended = why;
  }

  /** Resumes from a checkpoint. */
  void resumeFrom(Checkpoint from) {
    checkpoint = from;
    endIfDone();
  }

  /** Adds an epoch, which ends the trial if it diverged. */
  void add(TrialEpoch epoch) {
    NetworkState after = epoch.state();
    if (after == null) {
      diverged = epoch.diverged();
      end(End.DIVERGED);
      return;
    }
    EpochResult result =
        EpochResult.of(plan, epoch() + 1, after, epoch.measured(), epoch.seconds());
    if (!result.hasFiniteLosses()) {
      long steps = after.steps() - checkpoint.state().steps();
      diverged = DivergedException.of(plan, epoch(), steps - 1, steps);
      end(End.DIVERGED);
      return;
    }
    checkpoint = checkpoint.next(after, result, stopping);
    endIfDone();
  }

  /** Where its loss became NaN or infinite; null if it did not. */
  @Nullable DivergedException diverged() {
    return diverged;
  }

  private void endIfDone() {
    if (epoch() == trial.config().epochs()) {
      end(End.DONE);
    } else if (stopping.stops(checkpoint.history())) {
      end(End.STOPPED);
    }
  }

  EpochResult last() {
    return checkpoint.history().get(epoch() - 1);
  }

  /** The score of each epoch; lower is better. Empty without validation rows. */
  List<Double> scores(Metric metric) {
    List<Double> scores = new ArrayList<>();
    for (EpochResult epoch : checkpoint.history()) {
      EpochResult.Quality validation = epoch.validation();
      if (validation != null) {
        scores.add(validation.score(metric));
      }
    }
    return scores;
  }

  /** Whether it ended without being pruned or diverging. */
  boolean isOver() {
    return ended == End.DONE || ended == End.STOPPED;
  }

  /** Its result; only after its end. */
  TrialResult result(Map<DataSplit, Long> rows) {
    TrainingResult training =
        epoch() == 0
            ? null
            : TrainingResult.of(plan, rows, checkpoint, stopping, ended == End.STOPPED);
    return new TrialResult(trial, training, ended == null ? End.DONE : ended);
  }
}
