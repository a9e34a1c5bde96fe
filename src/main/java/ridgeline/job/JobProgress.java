package ridgeline.job;

import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import ridgeline.neural.EpochResult;
import ridgeline.neural.TrainingListener;
import ridgeline.select.CvProgress;
import ridgeline.sweep.SweepListener;

/**
 * Tells how a job goes on: to the terminal, to its status file, and to Spark's pages, metrics and
 * event log.
 */
final class JobProgress implements SweepListener, TrainingListener, AutoCloseable {
  private final TerminalProgress terminal;
  private final StatusFile status;
  private final SparkContext spark;
  private final String title;
  private final JobMetrics metrics = new JobMetrics(System::nanoTime);

  /**
   * Starts.
   *
   * @param title of the job, which is the group of its Spark jobs
   */
  JobProgress(TerminalProgress terminal, StatusFile status, SparkContext spark, String title) {
    this.terminal = terminal;
    this.status = status;
    this.spark = spark;
    this.title = title;
    status.application(spark.applicationId());
    spark.addSparkListener(terminal);
    spark.setJobGroup(title, title, false);
    SparkEnv.get().metricsSystem().registerSource(metrics);
  }

  @Override
  public void stage(String name) {
    endStage();
    metrics.begin(name);
    terminal.stage(name);
    status.stage(name);
    spark.setJobDescription(title + ": " + name);
  }

  private void endStage() {
    StageEnded ended = metrics.end(title);
    if (ended != null) {
      spark.listenerBus().post(ended);
    }
  }

  @Override
  public void cells(CvProgress progress) {
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

  /** So many rows were read. */
  void rows(long read) {
    metrics.rows(read);
  }

  /** The last stage has ended, and the terminal is free for other text. */
  void finish() {
    endStage();
    terminal.close();
  }

  @Override
  public void close() {
    finish();
    spark.removeSparkListener(terminal);
    spark.clearJobGroup();
    SparkEnv.get().metricsSystem().removeSource(metrics);
  }
}
