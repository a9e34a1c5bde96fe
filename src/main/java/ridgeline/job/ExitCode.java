package ridgeline.job;

/** What a job's process ends with. */
final class ExitCode {
  static final int DONE = 0;

  /** Anything that is none of the others. */
  static final int FAILED = 1;

  /** The command line, the job file or a setting is wrong. */
  static final int USAGE = 2;

  /** The data cannot be read or used. */
  static final int DATA = 3;

  private ExitCode() {}
}
