package ridgeline.job.run;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;

/**
 * The standard error of a process that the launchers started. The JVM first prints a warning about
 * an incubator module there; the launchers drop that line and pass the real standard error as
 * another descriptor.
 */
public final class StandardError {
  /** Holds the descriptor and the process that has it, as {@code 3:4711}. */
  private static final String VARIABLE = "RIDGELINE_STDERR";

  private StandardError() {}

  /** Writes to the real standard error from now on, if this process has it. */
  public static void restore() {
    String given = System.getenv(VARIABLE);
    String process = ":" + ProcessHandle.current().pid();
    if (given == null || !given.endsWith(process)) {
      return;
    }
    try {
      Field number = FileDescriptor.class.getDeclaredField("fd");
      number.setAccessible(true);
      FileDescriptor descriptor = new FileDescriptor();
      number.setInt(descriptor, Integer.parseInt(given.replace(process, "")));
      System.setErr(new PrintStream(new FileOutputStream(descriptor), true));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return; // Output then arrives through the launcher.
    }
  }
}
