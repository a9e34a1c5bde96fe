package ridgeline.job;

import org.apache.spark.SparkContext;
import ridgeline.select.CvProgress;
import ridgeline.sweep.SweepListener;

/** Tells how a job goes on to the terminal, to its status file, and to Spark's pages. */
final class JobProgress implements SweepListener, AutoCloseable {
  private final TerminalProgress terminal;
  private final StatusFile status;
  private final SparkContext spark;
  private final String title;

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
  }

  @Override
  public void stage(String name) {
    terminal.stage(name);
    status.stage(name);
    spark.setJobDescription(title + ": " + name);
  }

  @Override
  public void cells(CvProgress progress) {
    terminal.cells(progress);
    status.cells(progress);
  }

  @Override
  public void note(String message) {
    terminal.note(message);
  }

  /** The terminal is free for other text; nothing more is told to it. */
  @Override
  public void close() {
    terminal.close();
    spark.removeSparkListener(terminal);
    spark.clearJobGroup();
  }
}
