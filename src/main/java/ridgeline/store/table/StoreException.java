package ridgeline.store.table;

import ridgeline.data.sql.SparkMessage;

/** A store that cannot be used, or not in this way; the message is one sentence for its user. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String MEND =
      "; put the files of the store back from a copy of it, or fill another one with jobs/retrain --from and --to";

  StoreException(String message) {
    super(message);
  }

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What cannot be read of a store, and what to do. */
  static StoreException unreadable(String what, Throwable cause) {
    return new StoreException(
        "%s cannot be read: %s%s".formatted(what, SparkMessage.innermost(cause), MEND), cause);
  }

  /** The message without what to do about a store that cannot be read. */
  public String fault() {
    String message = String.valueOf(getMessage());
    return message.endsWith(MEND)
        ? message.substring(0, message.length() - MEND.length())
        : message;
  }
}
