package ridgeline.neural;

/** PyTorch does not run on a machine; the message says why. */
public final class PlatformException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PlatformException(String message) {
    super(message);
  }
}
