package ridgeline.job.work;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.jspecify.annotations.Nullable;
import ridgeline.job.output.StatusFile;
import ridgeline.job.progress.TerminalProgress;
import ridgeline.job.run.Run;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.TrainingListener;
import ridgeline.select.CvProgress;
import ridgeline.sweep.SweepListener;

/**
 * Reports the progress of a job to the terminal, its status file, and Spark's web UI, metrics and
 * event log.
 */
public final class JobProgress implements SweepListener, TrainingListener, AutoCloseable {
  private static final List<String> GROUP = List.of("spark.jobGroup.id", "spark.job.description");

  /** Makes the event of a stage that has ended, for the event log. */
  @FunctionalInterface
  public interface StageEvent {
    SparkListenerEvent create(String title, String stage, double seconds, long rows, long cells);
  }

  private final TerminalProgress terminal;
  private final StatusFile status;
  private final Run run;
  private final SparkContext spark;
  private final String title;
  private final StageEvent stageEnded;
  private final JobMetrics metrics;

  /** What this thread had set for its Spark jobs before. */
  private final Map<String, @Nullable String> before = new HashMap<>();

  /**
   * Starts reporting.
   *
   * @param title of the job, also the group of its Spark jobs
   */
  public JobProgress(
      TerminalProgress terminal,
      StatusFile status,
      Run run,
      SparkContext spark,
      String title,
      StageEvent stageEnded) {
    this.terminal = terminal;
    this.status = status;
    this.run = run;
    this.spark = spark;
    this.title = title;
    this.stageEnded = stageEnded;
    status.application(spark.applicationId());
    GROUP.forEach(key -> before.put(key, spark.getLocalProperty(key)));
    spark.setJobGroup(title, title, true);
    run.tasks().countBy(terminal);
    metrics = JobMetrics.register(SparkEnv.get().metricsSystem(), System::nanoTime);
  }

  @Override
  public void stage(String name) {
    run.requireRunning();
    endStage();
    metrics.begin(name);
    terminal.stage(name);
    status.stage(name);
    spark.setJobDescription(title + ": " + name);
  }

  private void endStage() {
    JobMetrics.Stage stage = metrics.end();
    if (stage != null) {
      spark
          .listenerBus()
          .post(
              stageEnded.create(title, stage.name(), stage.seconds(), stage.rows(), stage.cells()));
    }
  }

  @Override
  public void cells(CvProgress progress) {
    run.requireRunning();
    terminal.cells(progress);
    status.progress(progress.solved() + progress.skipped(), progress.planned());
    metrics.cells(progress.solved(), progress.planned());
  }

  @Override
  public void start(double done) {
    terminal.start(done);
  }

  @Override
  public void step(String training, TrainingListener.Step step) {
    terminal.step(training, step);
    status.progress(Math.round(step.done() * 1000), 1000);
  }

  @Override
  public void epoch(String training, EpochResult result) {
    terminal.epoch(training, result);
  }

  @Override
  public void note(String message) {
    terminal.note(message);
  }

  /** Refuses to continue if the job was interrupted. */
  public void requireRunning() {
    run.requireRunning();
  }

  /** Reports how many of many sweeps are done. */
  public void sweeps(long done, long planned) {
    run.requireRunning();
    terminal.sweeps(done, planned);
    status.progress(done, planned);
  }

  /** Reports the number of rows read. */
  void rows(long read) {
    metrics.rows(read);
  }

  /** Where a job prints its results. */
  public PrintStream out() {
    return terminal.out();
  }

  /** Ends the last stage and frees the terminal for other output. */
  public void finish() {
    endStage();
    terminal.close();
  }

  @Override
  public void close() {
    finish();
    run.tasks().countBy(null);
    before.forEach(spark::setLocalProperty);
    JobMetrics.remove(SparkEnv.get().metricsSystem(), metrics);
  }
}
