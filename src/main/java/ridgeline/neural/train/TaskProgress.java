package ridgeline.neural.train;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.AccumulatorV2;
import org.jspecify.annotations.Nullable;

/**
 * Takes to the driver how far a task is, while it runs: Spark sends accumulators with the
 * heartbeats of executors. What Spark merges at the end of a task nobody reads.
 */
public final class TaskProgress extends AccumulatorV2<TaskProgress.Latest, TaskProgress.Latest> {
  private static final long serialVersionUID = 1L;

  /**
   * Null before the first news: Spark registers an accumulator before its own fields are
   * deserialised, and the thread of the heartbeats may read it then.
   */
  private volatile @Nullable Latest latest;

  /**
   * How far a task is.
   *
   * @param task its number
   * @param steps of this round
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
   * Says how far a task is.
   *
   * @throws TaskKilledException in a task that Spark gave up, as where another of its round failed:
   *     it would go on to the end of the round, in the place of one that starts again
   */
  @Override
  public void add(Latest news) {
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      throw new TaskKilledException("Spark gave it up");
    }
    latest = news;
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
