package ridgeline.neural;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import ridgeline.config.ConfigException;
import ridgeline.config.TrainConfig;
import ridgeline.config.Trial;
import ridgeline.data.DataException;
import ridgeline.data.NetworkTable;
import ridgeline.data.Part;
import ridgeline.neural.TrialResult.End;

/**
 * Several trainings on the same rows, side by side: each epoch of each is a task, and every
 * executor has all rows. Poor ones end early.
 */
public final class NetworkTrials implements AutoCloseable {
  /** Values of all rows together, which travel to every executor. */
  private static final long MOST_VALUES = 1L << 30;

  private final JavaSparkContext spark;
  private final TrainingData data;
  private final List<RunningTrial> trials;
  private final boolean endsPoorOnes;
  private final TrainingListener listener;

  private NetworkTrials(
      JavaSparkContext spark,
      TrainingData data,
      List<RunningTrial> trials,
      boolean endsPoorOnes,
      TrainingListener listener) {
    this.spark = spark;
    this.data = data;
    this.trials = trials;
    this.endsPoorOnes = endsPoorOnes;
    this.listener = listener;
  }

  /**
   * Reads the rows.
   *
   * @param base the job file, whose ablations all run to their ends
   * @throws ConfigException if layers of a trial do not fit to each other, or to those of another
   * @throws DataException if rows cannot be used, or are too many
   */
  public static NetworkTrials prepare(
      SparkSession session,
      TrainConfig base,
      List<Trial> trials,
      NetworkTable table,
      TrainingListener listener)
      throws ConfigException {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    NetworkTraining.requireTorch(spark, spark.defaultParallelism());
    List<NetworkShape> shapes = new ArrayList<>();
    for (Trial trial : trials) {
      shapes.add(NetworkTraining.shape(trial.config(), table));
    }
    int outputs = shapes.get(0).outputs();
    for (NetworkShape shape : shapes) {
      if (shape.outputs() != outputs) {
        throw NetworkTraining.refused(
            "sweep",
            "has networks that end with %d and with %d values; give all as many classes"
                .formatted(outputs, shape.outputs()));
      }
    }
    TrainingData data = TrainingData.read(table, outputs, 1);
    long rows = data.rows().values().stream().mapToLong(Long::longValue).sum();
    if (rows * data.layout().width() > MOST_VALUES) {
      data.close();
      throw new DataException(
          "%,d rows of %,d values are too many for trials side by side, each of which has all of them; take a sample with data.where, or leave out sweep and ablation"
              .formatted(rows, data.layout().width()));
    }
    List<RunningTrial> running = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      TrainConfig config = trials.get(i).config();
      Objective objective =
          NetworkTraining.objective(table, outputs, config.regularisation().labelSmoothing());
      running.add(
          new RunningTrial(
              trials.get(i), TrainingPlan.of(config, shapes.get(i), objective, data.scaling())));
    }
    return new NetworkTrials(spark, data, running, !base.ablation(), listener);
  }

  /**
   * Trains them all.
   *
   * @throws DivergedException if none of them ends an epoch
   */
  public List<TrialResult> run() {
    Broadcast<List<RowBlock>> training = spark.broadcast(data.training().collect());
    Broadcast<List<RowBlock>> heldOut = spark.broadcast(data.heldOut().collect());
    try {
      while (trials.stream().anyMatch(RunningTrial::isRunning)) {
        epoch(training, heldOut);
        if (endsPoorOnes) {
          endPoorOnes();
        }
      }
    } finally {
      training.destroy();
      heldOut.destroy();
    }
    List<TrialResult> results =
        trials.stream()
            .filter(trial -> trial.epoch() > 0)
            .map(trial -> trial.result(data.rows()))
            .toList();
    if (results.isEmpty()) {
      throw new DivergedException(1, 1, trials.get(0).plan().rates().at(0.5));
    }
    return results;
  }

  /** An epoch of every trial that is not over; as many at a time as there are cores. */
  private void epoch(Broadcast<List<RowBlock>> training, Broadcast<List<RowBlock>> heldOut) {
    List<RunningTrial> running = trials.stream().filter(RunningTrial::isRunning).toList();
    ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, spark.defaultParallelism()));
    try {
      List<Future<TrialEpoch>> epochs = new ArrayList<>();
      for (RunningTrial trial : running) {
        epochs.add(threads.submit(() -> epoch(trial, training, heldOut)));
      }
      for (int i = 0; i < running.size(); i++) {
        RunningTrial trial = running.get(i);
        if (trial.add(epochs.get(i).get())) {
          listener.epoch(trial.trial().name(), trial.last());
        } else {
          listener.note("%s: the loss is no number any more".formatted(trial.trial().name()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** An epoch of one trial, in rounds that tell how it goes. */
  private TrialEpoch epoch(
      RunningTrial trial, Broadcast<List<RowBlock>> training, Broadcast<List<RowBlock>> heldOut) {
    long begin = System.nanoTime();
    TrainingPlan plan = trial.plan();
    long steps = plan.steps(data.rows().getOrDefault(Part.TRAINING, 0L));
    NetworkState state = trial.state();
    long from = 0;
    while (from < steps) {
      long start = System.nanoTime();
      long to = Math.min(steps, from + trial.pace().steps());
      TaskRound.Span span = new TaskRound.Span(trial.epoch(), from, to, 0);
      TaskRound round =
          inTask(state, shared -> TaskRound.run(plan, shared, new RowSet(training.value()), span));
      if (round.badStep() >= 0) {
        return TrialEpoch.diverged();
      }
      listener.step(
          trial.trial().name(),
          new TrainingListener.Step(
              trial.epoch() + 1,
              trial.trial().config().epochs(),
              to,
              steps,
              round.loss() / round.rows(),
              trial.pace().measured(round.rows(), System.nanoTime() - start)));
      state = round.state();
      from = to;
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Map<Part, Evaluation> measured =
        inTask(
            state,
            shared ->
                Evaluator.measureAll(plan, shared.parameters(), training.value(), heldOut.value()));
    return new TrialEpoch(state, measured, seconds);
  }

  /** What a task does with a state. */
  private interface Work<T> extends Function<NetworkState, T>, Serializable {}

  /** Does something in one task. */
  private <T> T inTask(NetworkState state, Work<T> work) {
    Broadcast<NetworkState> shared = spark.broadcast(state);
    try {
      return spark.parallelize(List.of(0), 1).map(task -> work.apply(shared.value())).first();
    } finally {
      shared.destroy();
    }
  }

  private void endPoorOnes() {
    Map<RunningTrial, List<Double>> losses = new HashMap<>();
    trials.forEach(trial -> losses.put(trial, trial.losses()));
    for (RunningTrial trial : trials) {
      List<List<Double>> others =
          trials.stream()
              .filter(other -> other != trial && other.epoch() > 0)
              .map(other -> losses.getOrDefault(other, List.of()))
              .filter(other -> !other.isEmpty())
              .toList();
      List<Double> own = losses.getOrDefault(trial, List.of());
      if (trial.isRunning() && MedianRule.USUAL.stops(own, others)) {
        trial.end(End.POOR);
        listener.note(
            "%s ends after epoch %d, as the median of the others is better"
                .formatted(trial.trial().name(), trial.epoch()));
      }
    }
  }

  /** The network of a trial, with the weights of the epoch that was chosen. */
  public NetworkModel model(TrialResult result) {
    RunningTrial trial = trial(result);
    return new NetworkModel(
        trial.plan().shape(),
        data.layout(),
        trial.plan().scaling(),
        trial.trial().config().classes(),
        trial.chosen().parameters());
  }

  /** Test images of which the network of a trial is surest, and wrong; none without images. */
  public List<ConfusedImage> confused(TrialResult result, int most) {
    NetworkModel model = model(result);
    return model.isOfImages()
        ? new Evaluator(spark, trial(result).plan(), data, 1).confused(model.parameters(), most)
        : List.of();
  }

  private RunningTrial trial(TrialResult result) {
    return trials.stream()
        .filter(trial -> Objects.equals(trial.trial(), result.trial()))
        .findFirst()
        .orElseThrow();
  }

  /** Rows of each part. */
  public Map<Part, Long> rows() {
    return data.rows();
  }

  @Override
  public void close() {
    data.close();
  }
}
