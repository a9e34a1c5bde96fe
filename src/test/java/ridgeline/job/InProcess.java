package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import ridgeline.job.failure.ExitCode;

/** Runs jobs in the session that the tests share, for tests of their output. */
public final class InProcess {
  private InProcess() {}

  /** Runs the sweep of a job file into a directory. */
  public static void sweep(Path job, Path out, String... overrides) {
    run(SweepCommand::execute, job, out, overrides);
  }

  /** Runs the comparison of a job file into a directory. */
  public static void compare(Path job, Path out, String... overrides) {
    run(CompareCommand::execute, job, out, overrides);
  }

  /** Runs the training of a job file into a directory. */
  public static void train(Path job, Path out, String... overrides) {
    run(TrainCommand::execute, job, out, overrides);
  }

  private static void run(
      ToIntFunction<String[]> command, Path job, Path out, String... overrides) {
    List<String> arguments = new ArrayList<>(List.of(job.toString(), "--out", out.toString()));
    for (String override : overrides) {
      arguments.addAll(List.of("--set", override));
    }
    JobRun run = JobRun.of(command, arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
  }
}
