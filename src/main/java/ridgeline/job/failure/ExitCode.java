package ridgeline.job.failure;

/** What a job's process ends with. */
public final class ExitCode {
  public static final int DONE = 0;

  /** Anything that is none of the others. */
  public static final int FAILED = 1;

  /** The command line, the job file or a setting is wrong. */
  public static final int USAGE = 2;

  /** The data cannot be read or used. */
  public static final int DATA = 3;

  private ExitCode() {}
}
