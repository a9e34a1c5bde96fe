package ridgeline.store.table;

/** A store that cannot be used, or not in this way; the message is one sentence for its user. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message) {
    super(message);
  }

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
