package ridgeline.neural;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import scala.jdk.javaapi.CollectionConverters;

/** Tells how far a round is: while it runs, all its tasks, and at its end. */
final class RoundProgress extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final int tasks;
  private final Consumer<StepsTaken> listener;
  private final TaskNews news = new TaskNews();
  private final Map<Integer, StepsTaken> latest = new HashMap<>();
  private final long start = System.nanoTime();
  private StepsTaken told = StepsTaken.NONE;

  /**
   * Listens to Spark.
   *
   * @param tasks of the round
   * @param listener is told of the steps since it was told last
   */
  RoundProgress(SparkContext spark, int tasks, Consumer<StepsTaken> listener) {
    this.spark = spark;
    this.tasks = tasks;
    this.listener = listener;
    spark.register(news);
    spark.addSparkListener(this);
  }

  /** What the tasks write to. */
  TaskNews news() {
    return news;
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    CollectionConverters.asJava(event.accumUpdates())
        .forEach(ofTask -> CollectionConverters.asJava(ofTask._4()).forEach(this::hear));
  }

  private void hear(AccumulableInfo info) {
    if (info.id() == news.id()
        && info.update().isDefined()
        && info.update().get() instanceof TaskNews.Latest task) {
      latest.put(task.task(), task.steps());
      if (latest.size() == tasks) {
        tell(latest.values().stream().reduce(StepsTaken::beside).orElseThrow());
      }
    }
  }

  /**
   * The round has ended.
   *
   * @param last step of it
   */
  synchronized void end(long last, List<TaskRound> rounds) {
    tell(
        new StepsTaken(
            last,
            rounds.stream().mapToLong(TaskRound::rows).sum(),
            rounds.stream().mapToDouble(TaskRound::loss).sum(),
            System.nanoTime() - start));
  }

  /** Also where heartbeats come late, or from an attempt that failed. */
  private void tell(StepsTaken all) {
    if (all.last() > told.last()) {
      listener.accept(all.since(told));
      told = all;
    }
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
