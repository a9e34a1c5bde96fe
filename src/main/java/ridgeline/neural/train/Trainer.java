package ridgeline.neural.train;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import ridgeline.config.neural.RegularisationConfig.Stopping;
import ridgeline.neural.data.RowBlock;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.data.TrainingData;
import ridgeline.neural.evaluate.ConfusionMatrix;
import ridgeline.neural.evaluate.Evaluator;
import ridgeline.neural.model.NetworkModel;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.RoundProgress;
import ridgeline.neural.round.StepProgress;
import ridgeline.neural.round.TaskProgress;
import ridgeline.neural.round.TaskRound;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * Trains a network on Spark: in each round, every task copies the state and takes some steps on its
 * own rows, then the copies are averaged (Moritz et al. 2016, "SparkNet", section 2.2). A round is
 * a barrier stage, which restarts from the last average if a task fails.
 */
final class Trainer {
  /** The maximum number of attempts of a round, as for Spark's stages. */
  private static final int ATTEMPTS = 4;

  /** Part of Spark's message for a barrier stage in which a task failed. */
  private static final String FAILED_STAGE = "failed barrier ResultStage";

  private final JavaSparkContext spark;
  private final TrainingPlan plan;
  private final TrainingData data;
  private final int epochs;
  private final int syncEvery;
  private final EarlyStopping stopping;
  private final TrainingListener listener;
  private final Evaluator evaluator;
  private final long[] rowsOfTasks;

  Trainer(
      JavaSparkContext spark,
      TrainingPlan plan,
      TrainingData data,
      int epochs,
      int syncEvery,
      Stopping stopping,
      TrainingListener listener) {
    this.spark = spark;
    this.plan = plan;
    this.data = data;
    this.epochs = epochs;
    this.syncEvery = syncEvery;
    this.stopping = new EarlyStopping(stopping, false);
    this.listener = listener;
    rowsOfTasks = data.rowsOfTasks();
    evaluator = new Evaluator(spark, plan, data, rowsOfTasks.length);
  }

  /**
   * Trains from a checkpoint.
   *
   * @param after receives each epoch's checkpoint
   * @throws DivergedException if the loss is NaN or infinite
   */
  Checkpoint train(Checkpoint start, CheckpointWriter after) throws IOException {
    Checkpoint current = start;
    plan.requireStep(Arrays.stream(rowsOfTasks).max().orElse(0));
    listener.start((double) start.history().size() / epochs);
    while (current.history().size() < epochs && !stopping.stops(current.history())) {
      current = epoch(current);
      after.write(1, current);
      listener.epoch("", current.history().get(current.history().size() - 1));
    }
    return current;
  }

  private Checkpoint epoch(Checkpoint before) {
    int epoch = before.history().size();
    long steps = Arrays.stream(rowsOfTasks).map(plan::steps).max().orElseThrow();
    long start = System.nanoTime();
    NetworkState state = before.state();
    long from = 0;
    while (from < steps) {
      long to = Math.min(steps, from + roundSteps(steps));
      state = round(state, epoch, from, to, steps);
      from = to;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    EpochResult result =
        EpochResult.of(plan, epoch + 1, state, evaluator.measure(state.parameters()), seconds);
    if (!result.hasFiniteLosses()) {
      throw DivergedException.of(plan, epoch, steps - 1, steps);
    }
    return before.next(state, result, stopping);
  }

  private long roundSteps(long steps) {
    return rowsOfTasks.length == 1 || syncEvery == 0 ? steps : syncEvery;
  }

  private NetworkState round(NetworkState state, int epoch, long from, long to, long steps) {
    List<TaskRound> tasks = inTasks(state, epoch, from, to, steps);
    return NetworkState.average(
        tasks.stream().map(TaskRound::state).toList(),
        tasks.stream().mapToLong(TaskRound::rows).toArray());
  }

  /** Runs a round with retries, because Spark does not retry a barrier result stage. */
  private List<TaskRound> inTasks(NetworkState state, int epoch, long from, long to, long steps) {
    for (int attempt = 1; ; attempt++) {
      Broadcast<NetworkState> shared = spark.broadcast(state);
      try (RoundProgress progress =
          new RoundProgress(
              spark.sc(),
              rowsOfTasks.length,
              (latest, pace) -> report(epoch, steps, latest, pace))) {
        Round round = new Round(plan, shared, epoch, from, to, progress.accumulator());
        List<TaskRound> tasks = inBarrier(data.training(), round).collect();
        for (TaskRound task : tasks) {
          if (task.badStep() >= 0) {
            throw DivergedException.of(plan, epoch, task.badStep(), steps);
          }
        }
        progress.end(to, tasks);
        return tasks;
      } catch (Exception e) { // checked in Scala, and thrown undeclared
        String message = String.valueOf(e.getMessage());
        if (!message.contains(FAILED_STAGE)) {
          throw e;
        }
        // The first line names Spark's task, the second gives the reason.
        String reason = message.lines().skip(1).findFirst().orElse(message).strip();
        if (attempt == ATTEMPTS) {
          throw new IllegalStateException(
              "a round of the training failed %d times: %s".formatted(ATTEMPTS, reason), e);
        }
        listener.note(
            "a task or an executor failed; the round restarts from the last average (%s)"
                .formatted(reason));
      } finally {
        shared.destroy();
      }
    }
  }

  private void report(int epoch, long steps, StepProgress progress, double rowsPerSecond) {
    double done = (epoch + (double) progress.last() / steps) / epochs;
    listener.step(
        "", TrainingListener.Step.of(epoch, epochs, steps, progress, rowsPerSecond, done));
  }

  /** What a task does in a round. */
  private record Round(
      TrainingPlan plan,
      Broadcast<NetworkState> state,
      int epoch,
      long from,
      long to,
      TaskProgress progress)
      implements Function1<
              scala.collection.Iterator<RowBlock>, scala.collection.Iterator<TaskRound>>,
          Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public scala.collection.Iterator<TaskRound> apply(scala.collection.Iterator<RowBlock> blocks) {
      RowSet rows = TrainingData.rows(CollectionConverters.asJava(blocks));
      int task = BarrierTaskContext.get().partitionId();
      TaskRound.Span span = new TaskRound.Span(epoch, from, to, task);
      TaskRound round = TaskRound.run(plan, state.value(), rows, span, progress::add);
      return CollectionConverters.asScala(List.of(round).iterator());
    }
  }

  private static JavaRDD<TaskRound> inBarrier(JavaRDD<RowBlock> rows, Round round) {
    RDD<TaskRound> rounds =
        rows.rdd().barrier().mapPartitions(round, false, ClassTag$.MODULE$.apply(TaskRound.class));
    return rounds.toJavaRDD();
  }

  ConfusionMatrix confusion(NetworkModel model, int maxImages) {
    return evaluator.confusion(model.parameters(), maxImages);
  }

  /** The result of the training that ended with a checkpoint. */
  TrainingResult result(Checkpoint end) {
    return TrainingResult.of(plan, data.rows(), end, stopping, end.history().size() < epochs);
  }
}
