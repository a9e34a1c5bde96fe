package ridgeline.neural.round;

import ridgeline.neural.data.RowSet;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.step.Batch;

/** Small batches and rounds, which need PyTorch. */
public final class Rounds {
  private Rounds() {}

  /** All rows as one batch. */
  public static Batch batch(TrainingPlan plan, RowSet rows) {
    Batch batch = new Batch(plan, rows.count());
    for (int i = 0; i < rows.count(); i++) {
      batch.add(rows, i, null);
    }
    return batch;
  }

  /** Runs a round without a listener. */
  public static TaskRound round(
      TrainingPlan plan, NetworkState start, RowSet rows, TaskRound.Span span) {
    return TaskRound.run(plan, start, rows, span, progress -> {});
  }
}
