package ridgeline.job;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** The tasks of a run that have started and not ended, as cancelled ones do a little later. */
final class OpenTasks extends SparkListener {
  /** Events come late. */
  private static final Duration QUIET = Duration.ofMillis(200);

  private final String tag;
  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();
  private final Set<Long> tasks = ConcurrentHashMap.newKeySet();

  /**
   * Hears nothing yet.
   *
   * @param tag of the run's Spark jobs
   */
  OpenTasks(String tag) {
    this.tag = tag;
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    if (JobTags.of(event.properties()).contains(tag)) {
      stages.add(event.stageInfo().stageId());
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    if (stages.contains(event.stageId())) {
      tasks.add(event.taskInfo().taskId());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    tasks.remove(event.taskInfo().taskId());
  }

  /** Waits until there are none, so that they write nothing any more. */
  void awaitNone(Duration most) {
    long start = System.nanoTime();
    long lastOpen = start;
    try {
      while (System.nanoTime() - start < most.toNanos()
          && System.nanoTime() - lastOpen < QUIET.toNanos()) {
        if (!tasks.isEmpty()) {
          lastOpen = System.nanoTime();
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
