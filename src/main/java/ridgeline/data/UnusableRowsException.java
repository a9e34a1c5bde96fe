package ridgeline.data;

/** Some rows have a value that cannot be used, or there are no rows. */
public final class UnusableRowsException extends DataException {
  private static final long serialVersionUID = 1L;

  public UnusableRowsException(String message) {
    super(message);
  }
}
