package ridgeline.sweep.engine;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.network.util.JavaUtils;
import ridgeline.data.columns.ColumnChunk;
import ridgeline.stats.Moments;
import ridgeline.stats.MomentsAccumulator;
import ridgeline.stats.UsableMemory;

/**
 * The memory that the statistics of the folds need, and the memory available.
 *
 * @param taskBytes memory needed by one task of the statistics pass: for each fold a full matrix, a
 *     block of rows and the packed result; and the columns of a chunk, both as read and as features
 * @param driverBytes memory needed by the driver: for each fold its statistics and those of its
 *     training rows, a matrix, and its eigenvectors or the pseudo-rows and their table; and the
 *     workspace of a decomposition
 * @param taskLimit a task's share of the usable memory of its process
 * @param driverLimit the usable memory of the driver
 */
public record GramMemory(long taskBytes, long driverBytes, long taskLimit, long driverLimit) {
  /** With more features, the workspace of an eigendecomposition does not fit in a Java array. */
  private static final int MAX_FEATURES = 32_000;

  /** Compares the memory that the statistics need with what is available. */
  public static GramMemory of(SparkContext context, int features, int folds) {
    return of(context, features, folds, false);
  }

  /**
   * Compares the memory that the statistics need with what is available.
   *
   * @param pseudoRows whether MLlib fits each fold to {@link ridgeline.stats.PseudoRows}
   */
  public static GramMemory of(SparkContext context, int features, int folds, boolean pseudoRows) {
    long driverLimit = UsableMemory.here();
    long taskLimit =
        context.isLocal()
            ? driverLimit / Math.max(1, context.defaultParallelism())
            : executorTaskLimit(context);
    return needed(features, folds, pseudoRows, taskLimit, driverLimit);
  }

  /**
   * Compares the memory that the driver needs to solve from statistics that it has with what it has
   * available.
   *
   * @param pseudoRows whether MLlib fits each fold to {@link ridgeline.stats.PseudoRows}
   */
  public static GramMemory ofSolving(int features, int folds, boolean pseudoRows) {
    return needed(features, folds, pseudoRows, Long.MAX_VALUE, UsableMemory.here());
  }

  static GramMemory needed(
      int features, int folds, boolean pseudoRows, long taskLimit, long driverLimit) {
    if (features > MAX_FEATURES) {
      return new GramMemory(Long.MAX_VALUE, Long.MAX_VALUE, taskLimit, driverLimit);
    }
    double variables = features + 1.0;
    double matrix = Double.BYTES * variables * variables;
    double packed = Moments.bytes(features);
    double chunk = 2.0 * ColumnChunk.ROWS * Double.BYTES * variables;
    double task = chunk + folds * ((double) MomentsAccumulator.bytes(features) + packed);
    int matrices = pseudoRows ? 3 : 2;
    double driver = (folds + 1) * (matrices * matrix + 2 * packed) + 4 * matrix;
    return new GramMemory((long) task, (long) driver, taskLimit, driverLimit);
  }

  /** If the cores of an executor are not set, as on a standalone cluster, it uses all it offers. */
  private static long executorTaskLimit(SparkContext context) {
    SparkConf conf = context.getConf();
    long heap = conf.getSizeAsMb("spark.executor.memory", "1g") << 20;
    int executors = Math.max(1, context.statusTracker().getExecutorInfos().length - 1);
    int offered = Math.max(1, context.defaultParallelism() / executors);
    int cores = conf.getInt("spark.executor.cores", offered);
    int tasks = Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
    return UsableMemory.of(heap) / tasks;
  }

  public boolean fits() {
    return taskBytes <= taskLimit && driverBytes <= driverLimit;
  }

  /**
   * Says how much memory is missing where, and what to change.
   *
   * @param parts the number of parts of the rows, and what they are
   * @param advice what to change, besides the memory and the number of parts
   * @param partsKey the key of the number of parts
   */
  public String refusal(int features, String parts, String advice, String partsKey) {
    if (features > MAX_FEATURES) {
      return "%,d features are more than the %,d whose statistics fit in arrays; %s"
          .formatted(features, MAX_FEATURES, advice);
    }
    boolean driverIsShort = driverBytes > driverLimit;
    return "the statistics of %,d features in %s need %s of memory in %s, which has %s available; %s, lower %s, or raise %s"
        .formatted(
            features,
            parts,
            size(driverIsShort ? driverBytes : taskBytes),
            driverIsShort ? "the driver" : "each task",
            size(driverIsShort ? driverLimit : taskLimit),
            advice,
            partsKey,
            driverIsShort
                ? "spark.driver.memory (--driver-memory)"
                : "spark.executor.memory (--executor-memory; with a local master, --driver-memory)");
  }

  private static String size(long bytes) {
    return JavaUtils.byteStringAsBytes("1g") <= bytes
        ? "%.1f GiB".formatted(bytes / (double) (1L << 30))
        : "%.0f MiB".formatted(bytes / (double) (1L << 20));
  }
}
