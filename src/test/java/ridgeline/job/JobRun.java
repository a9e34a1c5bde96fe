package ridgeline.job;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.spark.sql.SparkSession;
import ridgeline.spark.LocalSpark;

/**
 * What a run of a job's command line did.
 *
 * @param out what it printed, with the system's line ends
 * @param err what it printed and logged as errors
 */
public record JobRun(int exitCode, String out, String err) {
  /** In the session that the tests share. */
  static JobRun of(ToIntFunction<String[]> command, List<String> arguments) {
    return in(LocalSpark.session(), command, arguments);
  }

  /** In the session of this process. */
  public static JobRun in(
      SparkSession session, ToIntFunction<String[]> command, List<String> arguments) {
    session.sparkContext().setLogLevel("FATAL");
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int exitCode = command.applyAsInt(arguments.toArray(String[]::new));
      return new JobRun(
          exitCode,
          printed.toString(StandardCharsets.UTF_8),
          complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
