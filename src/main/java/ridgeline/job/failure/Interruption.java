package ridgeline.job.failure;

/**
 * What interrupts a run.
 *
 * @param by the cause as named in the message
 * @param exitCode of the process, as a shell reports it for a signal
 */
public record Interruption(String by, int exitCode) {
  private static final int SIGNALLED = 128;

  /** As by Ctrl-C. */
  public static final Interruption SIGINT = signal("SIGINT", 2);

  public static final Interruption SIGTERM = signal("SIGTERM", 15);

  /** The process ends for an unknown reason. */
  public static final Interruption END_OF_PROCESS =
      new Interruption("the end of its process", ExitCode.FAILED);

  /** Someone interrupts the run's thread, as notebooks do to end a cell. */
  public static final Interruption THREAD = new Interruption("its caller", SIGNALLED + 2);

  /** Someone cancels the run's Spark jobs, as clients of Spark do to end a statement. */
  public static final Interruption CANCELLATION =
      new Interruption("a cancellation of its Spark jobs", SIGNALLED + 2);

  private static Interruption signal(String name, int number) {
    return new Interruption(name, SIGNALLED + number);
  }

  public FailureReport failure() {
    return new FailureReport(exitCode, "interrupted by " + by);
  }
}
