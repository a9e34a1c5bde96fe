package ridgeline.job.failure;

/** A run has been interrupted, and does no more than end. */
public final class InterruptedRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InterruptedRunException() {
    super("interrupted");
  }
}
