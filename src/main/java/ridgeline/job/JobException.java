package ridgeline.job;

/** A job that ran in this process has failed; the message is one sentence. */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  JobException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The exit code that its own process would have had. */
  public int exitCode() {
    return exitCode;
  }
}
