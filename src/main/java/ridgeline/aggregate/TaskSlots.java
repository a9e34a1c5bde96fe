package ridgeline.aggregate;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** How many tasks can run at the same time. */
final class TaskSlots {
  /** Assumed size of a cluster that can grow without limit. */
  private static final int UNLIMITED_EXECUTORS = 50;

  private TaskSlots() {}

  /**
   * The task slots of a cluster with all its executors, including those that have not started yet.
   */
  static int of(SparkContext context) {
    return context.isLocal()
        ? context.defaultParallelism()
        : Math.max(context.defaultParallelism(), expected(context.getConf()));
  }

  static int expected(SparkConf conf) {
    int cores = conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1);
    int maxExecutors = conf.getInt("spark.dynamicAllocation.maxExecutors", UNLIMITED_EXECUTORS);
    int executors =
        conf.getBoolean("spark.dynamicAllocation.enabled", false)
            ? maxExecutors
            : conf.getInt("spark.executor.instances", 0);
    return executors * Math.max(1, cores);
  }
}
