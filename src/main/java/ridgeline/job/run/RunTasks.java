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

/** Tracks the tasks of one run in a session that others may use as well. */
public final class RunTasks extends SparkListener {
  /** How long no task must be open before all are taken to have ended; events arrive late. */
  private static final Duration QUIET = Duration.ofMillis(200);

  private final String tag;
  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();

  /** Tasks that have started but not ended; cancelled ones end a little later. */
  private final Set<Long> open = ConcurrentHashMap.newKeySet();

  private volatile @Nullable TerminalProgress terminal;

  /**
   * Receives no events yet.
   *
   * @param tag of the run's Spark jobs
   */
  RunTasks(String tag) {
    this.tag = tag;
  }

  /** Counts tasks on a terminal from now on; null to stop counting. */
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

  /** Waits until all tasks have ended, so that nothing more is written, or time is up. */
  void awaitEnd(Duration timeout) {
    long start = System.nanoTime();
    long lastOpen = start;
    try {
      while (System.nanoTime() - start < timeout.toNanos()
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
