package ridgeline.job;

/** A run has been interrupted, and does no more than end. */
final class InterruptedRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InterruptedRunException() {
    super("interrupted");
  }
}
