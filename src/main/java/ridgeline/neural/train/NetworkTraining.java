package ridgeline.neural.train;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.neural.LayerConfig;
import ridgeline.config.neural.TrainConfig;
import ridgeline.data.network.DataSplit;
import ridgeline.data.network.NetworkTable;
import ridgeline.neural.data.TrainingData;
import ridgeline.neural.evaluate.ConfusionMatrix;
import ridgeline.neural.model.NetworkModel;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.plan.Loss;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.torch.PlatformException;
import ridgeline.neural.torch.PyTorchRuntime;

/** Trains one network, from its job file to its weights. */
public final class NetworkTraining implements AutoCloseable {
  /** How long to wait for more executors after the first. */
  private static final Duration EXECUTORS_WAIT = Duration.ofSeconds(20);

  private final TrainingPlan plan;
  private final TrainingData data;
  private final Trainer trainer;
  private final List<String> classNames;
  private @Nullable NetworkModel model;

  private NetworkTraining(
      TrainingPlan plan, TrainingData data, Trainer trainer, List<String> classNames) {
    this.classNames = classNames;
    this.plan = plan;
    this.data = data;
    this.trainer = trainer;
  }

  /**
   * The architecture of a job's network for rows of its table.
   *
   * @throws ConfigException if a layer does not fit the one before it
   */
  public static NetworkArchitecture architecture(TrainConfig config, NetworkTable table)
      throws ConfigException {
    int outputs = outputs(config, table);
    int names = table.classNames().size();
    if (names > 0 && names != outputs) {
      throw refused(
          "classes",
          "has %d names, but the network ends with %d values; name each of them"
              .formatted(names, outputs));
    }
    int weights = config.classWeights().size();
    if (weights > 0 && weights != outputs) {
      throw refused(
          "classWeights",
          "has %d numbers, but there are %d classes; give one for each"
              .formatted(weights, outputs));
    }
    NetworkArchitecture architecture =
        NetworkArchitecture.of(config.network(), table.shape(), outputs, config.regularisation());
    checkBatch(config.batch(), architecture);
    if (table.isImages()) {
      checkPadding(config.regularisation().augmentation().cropPadding(), table.shape());
    }
    return architecture;
  }

  private static void checkPadding(int padding, List<Integer> image) throws ConfigException {
    int height = image.get(1);
    int width = image.get(2);
    if (padding > Math.max(height, width)) {
      throw refused(
          "regularisation.augmentation.cropPadding",
          "is %,d, which exceeds the sides of the images of %,d x %,d; lower it"
              .formatted(padding, height, width));
    }
  }

  /** The number of values that the network has to end with. */
  private static int outputs(TrainConfig config, NetworkTable table) throws ConfigException {
    if (table.isImages()) {
      return classes(config.network());
    }
    return table.hasClasses() ? table.classNames().size() : 1;
  }

  private static void checkBatch(int batch, NetworkArchitecture architecture)
      throws ConfigException {
    int size = architecture.largestSize();
    if ((long) batch * size > NetworkArchitecture.MAX_VALUES) {
      throw refused(
          "batch",
          "is %,d, but with layers of up to %,d values per row it can be at most %,d"
              .formatted(batch, size, NetworkArchitecture.MAX_VALUES / size));
    }
    if (batch == 1 && architecture.normalisesValues()) {
      throw refused("batch", "is 1, but batchNorm after dense needs at least two rows");
    }
  }

  /** The number of classes, which is the size of the last dense layer. */
  private static int classes(List<LayerConfig> network) throws ConfigException {
    int classes = 0;
    for (LayerConfig layer : network) {
      classes = layer instanceof LayerConfig.Dense dense ? dense.dense() : classes;
    }
    if (classes < 2) {
      throw refused(
          "network",
          "does not end with a dense layer of two or more classes; add one, such as dense: 10");
    }
    return classes;
  }

  /**
   * Reads the rows of a table into the memory of the executors.
   *
   * @throws ConfigException if the cluster cannot run that many tasks at once
   * @throws ridgeline.data.DataException if rows cannot be used
   * @throws PlatformException if the executors cannot load PyTorch
   */
  public static NetworkTraining prepare(
      SparkSession session,
      TrainConfig config,
      NetworkTable table,
      NetworkArchitecture architecture,
      TrainingListener listener)
      throws ConfigException {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    int tasks = tasks(spark, config.distribution().tasks());
    requireTorch(spark, tasks);
    int outputs = architecture.outputs();
    TrainingData data = TrainingData.read(table, outputs, tasks, neededSplits(config));
    Loss loss = lossOf(table, outputs, config.regularisation().labelSmoothing());
    TrainingPlan plan = TrainingPlan.forData(config, architecture, loss, data);
    Trainer trainer =
        new Trainer(
            spark,
            plan,
            data,
            config.epochs(),
            config.distribution().syncEvery(),
            config.regularisation().earlyStopping(),
            listener);
    return new NetworkTraining(plan, data, trainer, table.classNames());
  }

  /** The splits that must have rows: training, and validation if it decides when to stop. */
  private static Set<DataSplit> neededSplits(TrainConfig config) {
    return config.regularisation().earlyStopping().enabled()
        ? EnumSet.of(DataSplit.TRAINING, DataSplit.VALIDATION)
        : EnumSet.of(DataSplit.TRAINING);
  }

  private static int tasks(JavaSparkContext spark, int requested) throws ConfigException {
    if (spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw refused(
          "distribution.tasks",
          "have to run at once, which Spark does not guarantee with spark.dynamicAllocation.enabled"
              + " true; set it to false");
    }
    int slots = slots(spark.sc(), requested);
    int tasks = requested == 0 ? slots : requested;
    if (tasks > slots) {
      throw refused(
          "distribution.tasks",
          "%d tasks have to run at once, but the cluster has cores for %d; lower it, or add cores"
              .formatted(tasks, slots));
    }
    return tasks;
  }

  /**
   * How many tasks can run at once, as barrier stages count them. Executors of a cluster may still
   * be starting: this waits for the requested number, or without one until no more appear.
   *
   * @param requested 0 for as many as there are
   */
  private static int slots(SparkContext spark, int requested) {
    ResourceProfile profile = spark.resourceProfileManager().defaultResourceProfile();
    int slots = spark.maxNumConcurrentTasks(profile);
    if (spark.isLocal()) {
      return slots;
    }
    long end = System.nanoTime() + EXECUTORS_WAIT.toNanos();
    int before = 0;
    while ((requested == 0 ? slots == 0 || slots > before : slots < requested)
        && System.nanoTime() < end) {
      pause();
      before = slots;
      slots = spark.maxNumConcurrentTasks(profile);
    }
    return Math.max(1, slots);
  }

  private static void pause() {
    try {
      Thread.sleep(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static Loss lossOf(NetworkTable table, int outputs, double labelSmoothing) {
    return table.hasClasses() ? new Loss.Classes(outputs, labelSmoothing) : new Loss.Numbers();
  }

  public static ConfigException refused(String path, String message) {
    return new ConfigException(List.of(new Problem(path, message)));
  }

  /** Loads PyTorch, which the driver needs to write weights and the executors to train. */
  public static void requireTorch(JavaSparkContext spark, int tasks) {
    PyTorchRuntime.manager().close();
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    spark
        .parallelize(numbers, tasks)
        .map(number -> Objects.requireNonNullElse(PyTorchRuntime.problem(), ""))
        .collect()
        .stream()
        .filter(problem -> !problem.isEmpty())
        .findFirst()
        .ifPresent(
            problem -> {
              throw new PlatformException(problem);
            });
  }

  /**
   * Which classes the trained network predicts for which.
   *
   * @param maxImages the maximum number of misclassified images
   */
  public ConfusionMatrix confusion(int maxImages) {
    return trainer.confusion(model(), maxImages);
  }

  /**
   * Reads what {@link Checkpoint#writeArrays} wrote.
   *
   * @param bytes of the arrays
   * @param history of the completed epochs, at least one
   * @throws IOException if the arrays are truncated, or belong to another network
   */
  public Checkpoint read(InputStream arrays, long bytes, List<EpochResult> history)
      throws IOException {
    return Checkpoint.read(plan, arrays, bytes, history);
  }

  TrainingPlan plan() {
    return plan;
  }

  /** How many tasks train at once. */
  public int tasks() {
    return data.training().getNumPartitions();
  }

  /** Rows of each split. */
  public Map<DataSplit, Long> rows() {
    return data.rows();
  }

  /** A hash that identifies the rows, whatever their order. */
  public long hash() {
    return data.hash();
  }

  TrainingData data() {
    return data;
  }

  /**
   * Trains.
   *
   * @param start what to resume from; null to start from the first epoch
   * @param after receives each epoch's checkpoint
   * @throws DivergedException if the loss is NaN or infinite
   */
  public TrainingResult run(@Nullable Checkpoint start, CheckpointWriter after) throws IOException {
    Checkpoint end = trainer.train(start == null ? Checkpoint.initial(plan) : start, after);
    model = NetworkModel.of(plan, data.layout(), classNames, end.chosen());
    return trainer.result(end);
  }

  /** The trained network, with the weights of the epoch that was chosen. */
  public NetworkModel model() {
    return Objects.requireNonNull(model, "call run() first");
  }

  @Override
  public void close() {
    data.close();
  }
}
