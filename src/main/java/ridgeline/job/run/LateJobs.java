package ridgeline.job.run;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;

/**
 * Cancels Spark jobs that adaptive queries submit from their own threads after their run has ended
 * and its jobs have been cancelled. There is one for each context.
 */
public final class LateJobs extends SparkListener {
  /** No query takes this long to submit its jobs. */
  private static final long SECONDS_KEPT = Duration.ofHours(1).toSeconds();

  private static final Map<SparkContext, LateJobs> OF = new WeakHashMap<>();

  /** Tags of runs with the times when they ended, in seconds of {@code System.nanoTime}. */
  private final ConcurrentMap<String, Long> ended = new ConcurrentHashMap<>();

  private final WeakReference<SparkContext> spark;

  private LateJobs(SparkContext spark) {
    this.spark = new WeakReference<>(spark);
  }

  /** Cancels all jobs that start under a tag from now on. */
  static void cancel(SparkContext spark, String tag) {
    LateJobs jobs;
    synchronized (OF) {
      jobs = OF.get(spark);
      if (jobs == null) {
        jobs = new LateJobs(spark);
        spark.addSparkListener(jobs);
        OF.put(spark, jobs);
      }
    }
    long now = Duration.ofNanos(System.nanoTime()).toSeconds();
    jobs.ended.values().removeIf(then -> now - then > SECONDS_KEPT);
    jobs.ended.put(tag, now);
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    SparkContext context = spark.get();
    if (context != null) {
      JobTags.of(start.properties()).stream()
          .filter(ended::containsKey)
          .forEach(context::cancelJobsWithTag);
    }
  }
}
