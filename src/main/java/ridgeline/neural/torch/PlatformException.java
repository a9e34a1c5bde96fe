package ridgeline.neural.torch;

/** PyTorch does not run on this machine; the message says why. */
public final class PlatformException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PlatformException(String message) {
    super(message);
  }
}
