package ridgeline.sweep;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.network.util.JavaUtils;
import ridgeline.stats.Moments;

/**
 * Memory that the gram engine needs, against what there is.
 *
 * @param taskBytes needed by one task of the statistics pass: a full matrix and a block of rows for
 *     each fold
 * @param driverBytes needed by the driver: the statistics, and a matrix for each fold to solve
 * @param taskLimit a task's share of the usable memory of its process
 * @param driverLimit the usable memory of the driver
 */
record GramMemory(long taskBytes, long driverBytes, long taskLimit, long driverLimit) {
  /** The share of a heap that Spark leaves to its memory regions, spark.memory.fraction. */
  private static final double USABLE = 0.6;

  /** Past this, a full matrix is no longer one Java array. */
  private static final int MOST_FEATURES = 46_339;

  private static final int BLOCK_ROWS = 256;

  static GramMemory of(SparkContext context, int features, int folds) {
    double variables = features + 1.0;
    double matrix = Double.BYTES * variables * variables;
    double block = Double.BYTES * variables * BLOCK_ROWS;
    double driver = (folds + 1) * (matrix + Moments.bytes(features)) + 2 * matrix;
    long driverLimit = (long) (USABLE * Runtime.getRuntime().maxMemory());
    long taskLimit =
        context.isLocal()
            ? driverLimit / Math.max(1, context.defaultParallelism())
            : executorTaskLimit(context.getConf());
    if (features > MOST_FEATURES) {
      return new GramMemory(Long.MAX_VALUE, Long.MAX_VALUE, taskLimit, driverLimit);
    }
    return new GramMemory((long) (folds * (matrix + block)), (long) driver, taskLimit, driverLimit);
  }

  private static long executorTaskLimit(SparkConf conf) {
    long heap = JavaUtils.byteStringAsBytes(conf.get("spark.executor.memory", "1g"));
    int cores = conf.getInt("spark.executor.cores", 1);
    return (long) (USABLE * heap / cores);
  }

  boolean fits() {
    return taskBytes <= taskLimit && driverBytes <= driverLimit;
  }

  /** Why it does not fit, with the figures, and what to change. */
  String refusal(int features, int folds) {
    boolean driverIsShort = driverBytes > driverLimit;
    return "the statistics of %,d features in %d folds need %s of memory in %s, which has %s to use; "
            .formatted(
                features,
                folds,
                size(driverIsShort ? driverBytes : taskBytes),
                driverIsShort ? "the driver" : "each task",
                size(driverIsShort ? driverLimit : taskLimit))
        + "set engine: mllib, lower folds.count, or raise %s"
            .formatted(driverIsShort ? "--driver-memory" : "--executor-memory");
  }

  private static String size(long bytes) {
    return bytes == Long.MAX_VALUE
        ? "more than one array can hold"
        : JavaUtils.byteStringAsBytes("1g") <= bytes
            ? "%.1f GiB".formatted(bytes / (double) (1L << 30))
            : "%.0f MiB".formatted(bytes / (double) (1L << 20));
  }
}
