package ridgeline.neural;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Trial;
import ridgeline.data.Part;
import ridgeline.neural.TrialResult.End;

/** A trial between its epochs. */
final class RunningTrial {
  private final Trial trial;
  private final TrainingPlan plan;
  private final EarlyStopping stopping;
  private final NewsPace pace;
  private final List<EpochResult> history = new ArrayList<>();
  private NetworkState state;
  private NetworkState best;
  private List<double[]> confusion = List.of();
  private List<double[]> bestConfusion = List.of();
  private @Nullable End ended;

  RunningTrial(Trial trial, TrainingPlan plan) {
    this.trial = trial;
    this.plan = plan;
    stopping = new EarlyStopping(trial.config().regularisation().earlyStopping());
    pace = new NewsPace(plan.batch());
    state = plan.initialState();
    best = state;
  }

  Trial trial() {
    return trial;
  }

  TrainingPlan plan() {
    return plan;
  }

  NewsPace pace() {
    return pace;
  }

  NetworkState state() {
    return state;
  }

  int epoch() {
    return history.size();
  }

  boolean isRunning() {
    return ended == null;
  }

  void end(End why) {
    ended = why;
  }

  /** Takes in an epoch; false if its loss is no number, which ends the trial. */
  boolean add(TrialEpoch epoch) {
    NetworkState after = epoch.state();
    if (after == null) {
      end(End.DIVERGED);
      return false;
    }
    state = after;
    Map<Part, Evaluation> measured = epoch.measured();
    Evaluation test = measured.get(Part.TEST);
    confusion = test == null ? List.of() : test.confusion();
    history.add(EpochResult.of(plan, history.size() + 1, state.steps(), measured, epoch.seconds()));
    if (keepsBest() && stopping.best(history) == history.size() - 1) {
      best = state;
      bestConfusion = confusion;
    }
    if (stopping.stops(history)) {
      end(End.STOPPED);
    } else if (history.size() == trial.config().epochs()) {
      end(End.DONE);
    }
    return true;
  }

  EpochResult last() {
    return history.get(history.size() - 1);
  }

  private boolean keepsBest() {
    return stopping.config().enabled();
  }

  /** Losses on validation rows; empty without those. */
  List<Double> losses() {
    List<Double> losses = new ArrayList<>();
    for (EpochResult epoch : history) {
      EpochResult.Quality validation = epoch.validation();
      if (validation != null) {
        losses.add(validation.loss());
      }
    }
    return losses;
  }

  /** The weights that are chosen: of the best epoch where it may stop early. */
  NetworkState chosen() {
    return keepsBest() ? best : state;
  }

  /** What it came to; only after its end, and at least one epoch. */
  TrialResult result(Map<Part, Long> rows) {
    int chosen = keepsBest() ? stopping.best(history) : history.size() - 1;
    boolean classes = plan.objective() instanceof Objective.Classes;
    List<double[]> shown = keepsBest() ? bestConfusion : confusion;
    TrainingResult training =
        new TrainingResult(
            plan.shape(),
            rows,
            history,
            chosen,
            history.size() < trial.config().epochs(),
            classes ? shown : List.of());
    return new TrialResult(trial, training, ended == null ? End.DONE : ended);
  }
}
