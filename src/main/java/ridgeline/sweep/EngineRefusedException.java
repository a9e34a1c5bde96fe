package ridgeline.sweep;

/** The requested engine cannot do the work; the message names the setting to change. */
public final class EngineRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineRefusedException(String message) {
    super(message);
  }
}
