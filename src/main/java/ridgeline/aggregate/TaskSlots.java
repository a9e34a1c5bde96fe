package ridgeline.aggregate;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** How many tasks can run at a time. */
final class TaskSlots {
  /** What a cluster that grows without a limit is taken for. */
  private static final int UNLIMITED_EXECUTORS = 50;

  private TaskSlots() {}

  /** The tasks of a cluster with all its executors, those that are not there yet included. */
  static int of(SparkContext context) {
    return context.isLocal()
        ? context.defaultParallelism()
        : Math.max(context.defaultParallelism(), expected(context.getConf()));
  }

  static int expected(SparkConf conf) {
    int cores = conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1);
    int most = conf.getInt("spark.dynamicAllocation.maxExecutors", UNLIMITED_EXECUTORS);
    int executors =
        conf.getBoolean("spark.dynamicAllocation.enabled", false)
            ? most
            : conf.getInt("spark.executor.instances", 0);
    return executors * Math.max(1, cores);
  }
}
