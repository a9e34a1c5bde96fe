package ridgeline.registry;

/** A registry that cannot be used, or not in this way; the message is one sentence for its user. */
public sealed class RegistryException extends RuntimeException permits DamagedFileException {
  private static final long serialVersionUID = 1L;

  RegistryException(String message) {
    super(message);
  }
}
