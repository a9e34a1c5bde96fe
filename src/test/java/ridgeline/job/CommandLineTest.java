package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ridgeline.job.failure.ExitCode;

/** What all command lines have in common. */
@Tag("spark")
class CommandLineTest {
  static Stream<ToIntFunction<String[]>> commands() {
    return Stream.of(
        SweepCommand::execute,
        CompareCommand::execute,
        TrainCommand::execute,
        PredictCommand::execute,
        BenchmarkCommand::execute,
        ModelsCommand::execute,
        PolicyCommand::execute,
        StatisticsCommand::execute);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpHasTheMaster(ToIntFunction<String[]> command) {
    JobRun run = JobRun.of(command, List.of("--help"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(run.out()).contains("--master=URL", "--deploy-mode=MODE", "local[*]");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aFileOfArgumentsIsNotRead(ToIntFunction<String[]> command, @TempDir Path directory)
      throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "hunter2 hunter3");
    JobRun run = JobRun.of(command, List.of("@" + file, "@" + file, "--out", "x", "more"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out() + run.err()).isNotBlank().doesNotContain("hunter");
  }

  @Test
  void theMasterIsOfSparkSubmit() {
    JobRun run = JobRun.of(SweepCommand::execute, List.of("--master", "local", "x.yaml"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("give them before the jar");
  }

  @Test
  void anUnknownOptionIsNamed() {
    JobRun run = JobRun.of(SweepCommand::execute, List.of("x.yaml", "--ouy=\u001b[1mb"));
    assertThat(run.err().strip()).isEqualTo("Unknown option: '--ouy'; see --help");
  }

  @Test
  void controlCharactersOfDataAndKeysAreSpelt(@TempDir Path directory) throws Exception {
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: x
            data:
              sql: >-
                SELECT id AS y, sin(id) AS x, concat(chr(27), '[2J', chr(10), id % 2) AS c
                FROM range(60)
              label: y
              numeric: [x]
              categorical: [c]
            grid: {regParam: {count: 5}}
            refit: statistics
            """);
    for (List<String> more :
        List.of(
            List.<String>of(),
            List.of(
                "--set", "data.where=\"raise_error(concat('a', chr(27), chr(10), 'b')) > 0\""))) {
      List<String> arguments =
          new java.util.ArrayList<>(
              List.of(job.toString(), "--out", directory.resolve("out" + more.size()).toString()));
      arguments.addAll(more);
      JobRun run = JobRun.of(SweepCommand::execute, arguments);
      assertThat(run.out() + run.err())
          .isNotBlank()
          .doesNotContain("\u001b")
          .doesNotContain("\n0")
          .doesNotContain("\n1");
    }
  }
}
