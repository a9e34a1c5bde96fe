package ridgeline.neural.round;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.AccumulatorV2;
import org.jspecify.annotations.Nullable;

/**
 * Reports the progress of a running task to the driver: Spark sends accumulators with the
 * heartbeats of executors. The value that Spark merges at the end of a task is not used.
 */
public final class TaskProgress extends AccumulatorV2<TaskProgress.Latest, TaskProgress.Latest> {
  private static final long serialVersionUID = 1L;

  /**
   * Null before the first report: Spark registers an accumulator before its fields are
   * deserialised, and the heartbeat thread may read it then.
   */
  private volatile @Nullable Latest latest;

  /**
   * The progress of a task.
   *
   * @param task its number
   * @param steps taken in this round
   */
  public record Latest(int task, StepProgress steps) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public boolean isZero() {
    return latest == null;
  }

  @Override
  public TaskProgress copy() {
    TaskProgress copy = new TaskProgress();
    copy.latest = latest;
    return copy;
  }

  @Override
  public void reset() {
    latest = null;
  }

  /**
   * Reports the progress of a task.
   *
   * @throws TaskKilledException in a task that Spark has given up, for example because another task
   *     of its round failed: it would otherwise continue to the end of the round, in place of the
   *     task that replaces it
   */
  @Override
  public void add(Latest progress) {
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      throw new TaskKilledException("Spark gave it up");
    }
    latest = progress;
  }

  @Override
  public void merge(AccumulatorV2<Latest, Latest> other) {
    latest = other.value();
  }

  @Override
  public @Nullable Latest value() {
    return latest;
  }
}
