package ridgeline.job;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import ridgeline.spark.LocalSpark;

/**
 * What a run of the sweep's command line did, in the session that the tests share.
 *
 * @param out what it printed, with the system's line ends
 * @param err what it printed and logged as errors
 */
record SweepRun(int exitCode, String out, String err) {
  private static final Pattern PROGRESS =
      Pattern.compile("(reading|statistics|solving|refit|writing)(: .*)?|note: .*");

  static SweepRun of(List<String> arguments) {
    LocalSpark.session().sparkContext().setLogLevel("ERROR");
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int exitCode = SweepCommand.execute(arguments.toArray(String[]::new));
      return new SweepRun(
          exitCode,
          printed.toString(StandardCharsets.UTF_8),
          complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  static SweepRun of(String... arguments) {
    return of(List.of(arguments));
  }

  /** The lines of the error stream that are no progress. */
  List<String> complaints() {
    return err.lines().filter(line -> !PROGRESS.matcher(line).matches()).toList();
  }
}
