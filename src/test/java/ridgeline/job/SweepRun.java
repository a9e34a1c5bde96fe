package ridgeline.job;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The outcome of the sweep's command line, run in the session that the tests share.
 *
 * @param out what it printed, with the system's line ends
 * @param err what it printed and logged as errors
 */
record SweepRun(int exitCode, String out, String err) {
  private static final Pattern PROGRESS =
      Pattern.compile("(reading|statistics|solving|refit|predicting|writing)(: .*)?|note: .*");

  static SweepRun of(List<String> arguments) {
    JobRun run = JobRun.of(SweepCommand::execute, arguments);
    return new SweepRun(run.exitCode(), run.out(), run.err());
  }

  static SweepRun of(String... arguments) {
    return of(List.of(arguments));
  }

  /** The lines of the error stream that are not progress. */
  List<String> complaints() {
    return err.lines().filter(line -> !PROGRESS.matcher(line).matches()).toList();
  }
}
