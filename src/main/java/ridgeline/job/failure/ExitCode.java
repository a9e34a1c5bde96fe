package ridgeline.job.failure;

/** The exit codes of a job's process. */
public final class ExitCode {
  public static final int DONE = 0;

  /** Any other failure. */
  public static final int FAILED = 1;

  /** The command line, the job file or a setting is wrong. */
  public static final int USAGE = 2;

  /** The data cannot be read or used. */
  public static final int DATA = 3;

  /** A gate refused the model of a retraining; not a failure. */
  public static final int REFUSED = 4;

  private ExitCode() {}
}
