package ridgeline.neural.round;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import scala.jdk.javaapi.CollectionConverters;

/** Reports the progress of a round, once all its tasks have reported, and at its end. */
public final class RoundProgress extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final int tasks;
  private final ObjDoubleConsumer<StepProgress> listener;
  private final TaskProgress accumulator = new TaskProgress();
  private final Map<Integer, StepProgress> latest = new HashMap<>();
  private long lastReport = System.nanoTime();
  private StepProgress reported = StepProgress.NONE;

  /**
   * Listens to Spark.
   *
   * @param tasks of the round
   * @param listener receives the steps since the last report, and their rows per second
   */
  public RoundProgress(SparkContext spark, int tasks, ObjDoubleConsumer<StepProgress> listener) {
    this.spark = spark;
    this.tasks = tasks;
    this.listener = listener;
    spark.register(accumulator);
    spark.addSparkListener(this);
  }

  /** The accumulator that the tasks report to. */
  public TaskProgress accumulator() {
    return accumulator;
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    CollectionConverters.asJava(event.accumUpdates())
        .forEach(ofTask -> CollectionConverters.asJava(ofTask._4()).forEach(this::receive));
    if (latest.size() == tasks) {
      report(latest.values().stream().reduce(StepProgress::beside).orElseThrow());
    }
  }

  private void receive(AccumulableInfo info) {
    if (info.id() == accumulator.id()
        && info.update().isDefined()
        && info.update().get() instanceof TaskProgress.Latest task) {
      latest.put(task.task(), task.steps());
    }
  }

  /**
   * Reports the end of the round.
   *
   * @param last the last step of the round
   */
  public synchronized void end(long last, List<TaskRound> rounds) {
    report(
        new StepProgress(
            last,
            rounds.stream().mapToLong(TaskRound::rows).sum(),
            rounds.stream().mapToDouble(TaskRound::loss).sum()));
  }

  /** Ignores progress that is not beyond the last report, for example of a restarted task. */
  private void report(StepProgress all) {
    if (all.last() > reported.last() && all.rows() > reported.rows()) {
      long now = System.nanoTime();
      StepProgress steps = all.since(reported);
      listener.accept(steps, steps.rows() / ((now - lastReport) / 1e9));
      reported = all;
      lastReport = now;
    }
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
