package ridgeline.job;

import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts the tasks of one run, in a session that others may use as well. */
final class RunTasks extends SparkListener {
  private static final String TAGS = "spark.job.tags";

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
    Properties properties = event.properties();
    String tags = properties == null ? "" : properties.getProperty(TAGS, "");
    if (Arrays.asList(tags.split(",")).contains(tag)) {
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
