package ridgeline.sql;

/** The arguments of a procedure, the job or a setting are wrong; the message says what to give. */
public final class ArgumentException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  ArgumentException(String message) {
    super(message);
  }
}
