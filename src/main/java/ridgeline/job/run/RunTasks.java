package ridgeline.job.run;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.jspecify.annotations.Nullable;
import ridgeline.job.progress.TerminalProgress;

/** Follows the tasks of one run, in a session that others may use as well. */
public final class RunTasks extends SparkListener {
  /** Events come late. */
  private static final Duration QUIET = Duration.ofMillis(200);

  private final String tag;
  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();

  /** Those that have started and not ended, as cancelled ones do a little later. */
  private final Set<Long> open = ConcurrentHashMap.newKeySet();

  private volatile @Nullable TerminalProgress terminal;

  /**
   * Hears nothing yet.
   *
   * @param tag of the run's Spark jobs
   */
  RunTasks(String tag) {
    this.tag = tag;
  }

  /** Has the tasks counted by a terminal from now on; null for none. */
  public void countBy(@Nullable TerminalProgress progress) {
    terminal = progress;
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    if (JobTags.of(event.properties()).contains(tag)) {
      stages.add(event.stageInfo().stageId());
      TerminalProgress counting = terminal;
      if (counting != null) {
        counting.tasks(event.stageInfo().numTasks());
      }
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    if (stages.contains(event.stageId())) {
      open.add(event.taskInfo().taskId());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (stages.contains(event.stageId())) {
      open.remove(event.taskInfo().taskId());
      TerminalProgress counting = terminal;
      if (counting != null) {
        counting.taskEnded();
      }
    }
  }

  /** Waits until all have ended, so that nothing more is written. */
  void awaitEnd(Duration most) {
    long start = System.nanoTime();
    long lastOpen = start;
    try {
      while (System.nanoTime() - start < most.toNanos()
          && System.nanoTime() - lastOpen < QUIET.toNanos()) {
        if (!open.isEmpty()) {
          lastOpen = System.nanoTime();
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
