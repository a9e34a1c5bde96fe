package ridgeline.neural.trial;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.RegularisationConfig.Metric;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.neural.TrialConfig;
import ridgeline.data.DataException;
import ridgeline.data.network.DataSplit;
import ridgeline.data.network.NetworkTable;
import ridgeline.neural.data.RowBlock;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.data.TrainingData;
import ridgeline.neural.evaluate.ConfusionMatrix;
import ridgeline.neural.evaluate.Evaluator;
import ridgeline.neural.model.NetworkModel;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.plan.Evaluation;
import ridgeline.neural.plan.Loss;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.RoundProgress;
import ridgeline.neural.round.StepProgress;
import ridgeline.neural.round.TaskProgress;
import ridgeline.neural.round.TaskRound;
import ridgeline.neural.train.Checkpoint;
import ridgeline.neural.train.CheckpointWriter;
import ridgeline.neural.train.DivergedException;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.NetworkTraining;
import ridgeline.neural.train.TrainingListener;
import ridgeline.neural.trial.TrialResult.End;

/**
 * Several trainings on the same rows in parallel: an epoch of each is one task, and every executor
 * has all rows. The trials of a sweep may be pruned.
 */
public final class NetworkTrials implements AutoCloseable {
  /** The maximum number of values in all rows, which are sent to every executor. */
  private static final long MAX_VALUES = 1L << 30;

  private final JavaSparkContext spark;
  private final TrainingData data;
  private final List<RunningTrial> trials;
  private final PruningRule pruning;
  private final Metric metric;
  private final List<String> classNames;
  private final TrainingListener listener;

  /** The share of its epochs that each trial has completed. */
  private final double[] shares;

  private NetworkTrials(
      JavaSparkContext spark,
      TrainingData data,
      List<RunningTrial> trials,
      PruningRule pruning,
      Metric metric,
      List<String> classNames,
      TrainingListener listener) {
    this.spark = spark;
    this.data = data;
    this.trials = trials;
    this.pruning = pruning;
    this.metric = metric;
    this.classNames = classNames;
    this.listener = listener;
    shares = new double[trials.size()];
  }

  /**
   * Reads the rows.
   *
   * @param base the job file; the trials of its sweep may be pruned
   * @throws ConfigException if the layers of a trial do not fit each other or those of another
   *     trial
   * @throws DataException if rows cannot be used, or are too many
   */
  public static NetworkTrials prepare(
      SparkSession session,
      TrainConfig base,
      List<TrialConfig> trials,
      NetworkTable table,
      TrainingListener listener)
      throws ConfigException {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    NetworkTraining.requireTorch(spark, spark.defaultParallelism());
    List<NetworkArchitecture> shapes = architectures(trials, table);
    int outputs = shapes.get(0).outputs();
    TrainingData data = TrainingData.read(table, outputs, 1, neededSplits(base, trials));
    long rows = data.rows().values().stream().mapToLong(Long::longValue).sum();
    if (rows * data.layout().width() > MAX_VALUES) {
      data.close();
      throw new DataException(
          "%,d rows of %,d values are too many for parallel trials, each of which holds all of them; take a sample with data.where, or leave out sweep and ablation"
              .formatted(rows, data.layout().width()));
    }
    List<RunningTrial> running = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      TrainConfig config = trials.get(i).config();
      Loss loss = NetworkTraining.lossOf(table, outputs, config.regularisation().labelSmoothing());
      running.add(
          new RunningTrial(
              i + 1,
              trials.get(i),
              TrainingPlan.forData(config, shapes.get(i), loss, data),
              !base.sweep().isEmpty()));
    }
    Metric metric = base.regularisation().earlyStopping().metric();
    return new NetworkTrials(
        spark, data, running, pruning(base, trials), metric, table.classNames(), listener);
  }

  private static PruningRule pruning(TrainConfig base, List<TrialConfig> trials) {
    if (base.sweep().isEmpty()) {
      return new PruningRule.None();
    }
    int settings = (int) trials.stream().mapToInt(TrialConfig::setting).distinct().count();
    int epochs = trials.stream().mapToInt(trial -> trial.config().epochs()).max().orElseThrow();
    return PruningRule.of(base.pruning(), settings, epochs);
  }

  /**
   * The architecture of each trial's network for rows of their table.
   *
   * @throws ConfigException if the layers of a trial do not fit each other or those of another
   *     trial
   */
  public static List<NetworkArchitecture> architectures(
      List<TrialConfig> trials, NetworkTable table) throws ConfigException {
    List<NetworkArchitecture> shapes = new ArrayList<>();
    for (TrialConfig trial : trials) {
      NetworkArchitecture architecture = NetworkTraining.architecture(trial.config(), table);
      shapes.add(architecture);
      int outputs = shapes.get(0).outputs();
      if (architecture.outputs() != outputs) {
        throw NetworkTraining.refused(
            "sweep",
            "has networks that end with %d and with %d values; give all the same number of classes"
                .formatted(outputs, architecture.outputs()));
      }
    }
    return shapes;
  }

  /**
   * The splits that must have rows: training, and validation if it compares trials or stops them.
   */
  private static Set<DataSplit> neededSplits(TrainConfig base, List<TrialConfig> trials) {
    boolean stops =
        trials.stream().anyMatch(t -> t.config().regularisation().earlyStopping().enabled());
    return stops || !base.sweep().isEmpty()
        ? EnumSet.of(DataSplit.TRAINING, DataSplit.VALIDATION)
        : EnumSet.of(DataSplit.TRAINING);
  }

  /**
   * Reads what {@link Checkpoint#writeArrays} wrote.
   *
   * @param number of the trial, from 1
   * @param arrays of its checkpoint
   * @param bytes of the arrays
   * @param history of the completed epochs, at least one
   * @throws IOException if the arrays are truncated, or belong to another network
   */
  public Checkpoint read(int number, InputStream arrays, long bytes, List<EpochResult> history)
      throws IOException {
    if (number < 1 || number > trials.size()) {
      throw new IOException(
          "it is from training %d, but there are only %d".formatted(number, trials.size()));
    }
    return Checkpoint.read(trials.get(number - 1).plan(), arrays, bytes, history);
  }

  /**
   * Trains all trials.
   *
   * @param start the checkpoints to resume from, by trial number; other trials start from the first
   *     epoch
   * @param after receives the checkpoint of each epoch
   * @return a result for each trial
   * @throws DivergedException if none of them completes an epoch
   */
  public List<TrialResult> run(Map<Integer, Checkpoint> start, CheckpointWriter after)
      throws IOException {
    start.forEach((number, checkpoint) -> resumeFrom(trials.get(number - 1), checkpoint));
    Broadcast<List<RowBlock>> training = spark.broadcast(data.training().collect());
    Broadcast<List<RowBlock>> heldOut = spark.broadcast(data.heldOut().collect());
    try {
      prune();
      listener.start(done());
      while (trials.stream().anyMatch(RunningTrial::isRunning)) {
        epoch(training, heldOut, after);
        prune();
      }
    } finally {
      training.destroy();
      heldOut.destroy();
    }
    DivergedException diverged = trials.get(0).diverged();
    if (diverged != null && trials.stream().allMatch(trial -> trial.epoch() == 0)) {
      throw diverged;
    }
    return trials.stream().map(trial -> trial.result(data.rows())).toList();
  }

  private synchronized void resumeFrom(RunningTrial trial, Checkpoint checkpoint) {
    trial.resumeFrom(checkpoint);
    shares[trial.number() - 1] = (double) trial.epoch() / trial.trial().config().epochs();
  }

  /**
   * Runs an epoch of the running trials that have the fewest, as many in parallel as there are
   * cores. In a resumed run, some may have one more.
   */
  private void epoch(
      Broadcast<List<RowBlock>> training, Broadcast<List<RowBlock>> heldOut, CheckpointWriter after)
      throws IOException {
    List<RunningTrial> running = trials.stream().filter(RunningTrial::isRunning).toList();
    int fewest = running.stream().mapToInt(RunningTrial::epoch).min().orElseThrow();
    List<RunningTrial> behind = running.stream().filter(t -> t.epoch() == fewest).toList();
    ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, spark.defaultParallelism()));
    try {
      CompletionService<TrialEpoch> epochs = new ExecutorCompletionService<>(threads);
      behind.forEach(trial -> epochs.submit(() -> epoch(trial, training, heldOut)));
      for (int done = 0; done < behind.size(); done++) {
        add(epochs.take().get(), after);
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

  private void add(TrialEpoch epoch, CheckpointWriter after) throws IOException {
    RunningTrial trial = epoch.trial();
    String name = trial.trial().name();
    trial.add(epoch);
    DivergedException diverged = trial.diverged();
    if (diverged == null) {
      after.write(trial.number(), trial.checkpoint());
      listener.epoch(name, trial.last());
    } else {
      listener.note("%s: %s".formatted(name, diverged.getMessage()));
    }
  }

  private TrialEpoch epoch(
      RunningTrial trial, Broadcast<List<RowBlock>> training, Broadcast<List<RowBlock>> heldOut) {
    long start = System.nanoTime();
    TrainingPlan plan = trial.plan();
    long steps = plan.steps(data.rows(DataSplit.TRAINING));
    TaskRound round;
    try (RoundProgress progress =
        new RoundProgress(spark.sc(), 1, (latest, pace) -> report(trial, steps, latest, pace))) {
      TaskProgress accumulator = progress.accumulator();
      TaskRound.Span span = new TaskRound.Span(trial.epoch(), 0, steps, 0);
      round =
          inTask(
              trial.checkpoint().state(),
              state ->
                  TaskRound.run(plan, state, new RowSet(training.value()), span, accumulator::add));
      if (round.badStep() >= 0) {
        return TrialEpoch.diverged(trial, round.badStep(), steps);
      }
      progress.end(steps, List.of(round));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<DataSplit, Evaluation> measured =
        inTask(
            round.state(),
            state ->
                Evaluator.measureAll(plan, state.parameters(), training.value(), heldOut.value()));
    return new TrialEpoch(trial, round.state(), measured, seconds, null);
  }

  private void report(RunningTrial trial, long steps, StepProgress progress, double rowsPerSecond) {
    double done = done(trial, (double) progress.last() / steps);
    int epochs = trial.trial().config().epochs();
    listener.step(
        trial.trial().name(),
        TrainingListener.Step.of(trial.epoch(), epochs, steps, progress, rowsPerSecond, done));
  }

  /**
   * The share of all epochs of all trials that is done; trials that have ended count as complete.
   *
   * @param ofEpoch share of the trial's current epoch that is done
   */
  private synchronized double done(RunningTrial trial, double ofEpoch) {
    shares[trial.number() - 1] = (trial.epoch() + ofEpoch) / trial.trial().config().epochs();
    return done();
  }

  private synchronized double done() {
    double sum = 0;
    for (RunningTrial one : trials) {
      sum += one.isRunning() ? shares[one.number() - 1] : 1;
    }
    return sum / trials.size();
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

  /**
   * Prunes settings once no other running trial has fewer epochs. If that leaves others with the
   * fewest, as can happen in a resumed run, those are considered next.
   */
  private void prune() {
    boolean some = true;
    while (some) {
      some = pruneOfFewestEpochs();
    }
  }

  /** Whether any were pruned. */
  private boolean pruneOfFewestEpochs() {
    boolean some = false;
    Map<Integer, PruningRule.Curves> curves = new TreeMap<>();
    Map<Integer, List<RunningTrial>> settings = settings();
    settings.forEach((setting, with) -> curves.put(setting, curves(with)));
    int fewest =
        trials.stream()
            .filter(RunningTrial::isRunning)
            .mapToInt(RunningTrial::epoch)
            .min()
            .orElse(0);
    for (Map.Entry<Integer, List<RunningTrial>> entry : settings.entrySet()) {
      List<RunningTrial> running =
          entry.getValue().stream().filter(RunningTrial::isRunning).toList();
      PruningRule.Curves own = curves.get(entry.getKey());
      boolean itsTurn =
          !running.isEmpty() && running.stream().allMatch(trial -> trial.epoch() == fewest);
      if (own != null && itsTurn && pruning.prunes(own, others(curves, entry.getKey()))) {
        some = true;
        running.forEach(trial -> trial.end(End.PRUNED));
        listener.note(
            "%s is pruned after epoch %d because %s"
                .formatted(
                    running.stream().map(trial -> trial.trial().name()).collect(joining("; ")),
                    fewest,
                    pruning.reason()));
      }
    }
    return some;
  }

  /** Trials by their settings; trials with the same settings differ in their seeds. */
  private Map<Integer, List<RunningTrial>> settings() {
    return trials.stream()
        .collect(groupingBy(trial -> trial.trial().setting(), TreeMap::new, toList()));
  }

  private PruningRule.Curves curves(List<RunningTrial> with) {
    return new PruningRule.Curves(
        with.stream().map(trial -> trial.scores(metric)).toList(),
        with.stream().allMatch(RunningTrial::isOver));
  }

  private static List<PruningRule.Curves> others(
      Map<Integer, PruningRule.Curves> curves, int setting) {
    return curves.entrySet().stream()
        .filter(other -> other.getKey() != setting && other.getValue().epochs() > 0)
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Rows of each split. */
  public Map<DataSplit, Long> rows() {
    return data.rows();
  }

  /** A hash that identifies the rows, whatever their order. */
  public long hash() {
    return data.hash();
  }

  /**
   * The network of a trial, with the weights of the chosen epoch.
   *
   * @param number of the trial, from 1
   */
  public NetworkModel model(int number) {
    RunningTrial trial = trials.get(number - 1);
    return NetworkModel.of(trial.plan(), data.layout(), classNames, trial.checkpoint().chosen());
  }

  /**
   * Which classes the network of a trial predicts for which.
   *
   * @param number of the trial, from 1
   * @param maxImages the maximum number of misclassified images
   */
  public ConfusionMatrix confusion(int number, int maxImages) {
    RunningTrial trial = trials.get(number - 1);
    return new Evaluator(spark, trial.plan(), data, 1)
        .confusion(trial.checkpoint().chosen().parameters(), maxImages);
  }

  @Override
  public void close() {
    data.close();
  }
}
