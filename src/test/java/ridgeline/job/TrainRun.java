package ridgeline.job;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The outcome of the training's command line, run in the session that the tests share.
 *
 * @param out what it printed, with the system's line ends
 * @param err what it printed and logged as errors
 */
record TrainRun(int exitCode, String out, String err) {
  private static final Pattern PROGRESS =
      Pattern.compile(
          "(opening|reading|training|predicting)(: .*)?|note: .*|(.+: )?epoch \\d+ .*|.*CudaUtils.*");

  static TrainRun of(Object job, Object out, List<String> overrides, String... flags) {
    List<String> arguments = new ArrayList<>(List.of(job.toString(), "--out", out.toString()));
    arguments.addAll(List.of(flags));
    for (String override : overrides) {
      arguments.addAll(List.of("--set", override));
    }
    JobRun run = JobRun.of(TrainCommand::execute, arguments);
    return new TrainRun(run.exitCode(), run.out(), run.err());
  }

  /** The lines of the error stream that are not progress. */
  List<String> complaints() {
    return err.lines().filter(line -> !PROGRESS.matcher(line).matches()).toList();
  }
}
