package ridgeline.job;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts the tasks of one run, in a session that others may use as well. */
final class RunTasks extends SparkListener {
  private final String tag;
  private final TerminalProgress terminal;
  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();

  /**
   * Hears nothing yet.
   *
   * @param tag of the run's Spark jobs
   */
  RunTasks(String tag, TerminalProgress terminal) {
    this.tag = tag;
    this.terminal = terminal;
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    if (JobTags.of(event.properties()).contains(tag)) {
      stages.add(event.stageInfo().stageId());
      terminal.tasks(event.stageInfo().numTasks());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (stages.contains(event.stageId())) {
      terminal.taskEnded();
    }
  }
}
