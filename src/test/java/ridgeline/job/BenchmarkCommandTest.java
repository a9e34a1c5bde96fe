package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;

/** The benchmark's command line: its outputs, and its answers to mistakes. */
@Tag("spark")
class BenchmarkCommandTest {
  private Path directory;

  @BeforeEach
  void makeDirectory(@TempDir Path made) {
    directory = made;
  }

  private static JobRun run(String... arguments) {
    return JobRun.of(BenchmarkCommand::execute, List.of(arguments));
  }

  private static void refuses(int exitCode, String complaint, String... arguments) {
    JobRun run = run(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err().lines()).contains(complaint).noneMatch(line -> line.startsWith("\tat "));
    assertThat(run.out()).isEmpty();
  }

  @Test
  void printsATableAndWritesTheJson() throws IOException {
    Path json = directory.resolve("b.json");
    JobRun run =
        run(
            "--rows=1000",
            "--features=2",
            "--repeats=1",
            "--only=sweep",
            "--dir=" + directory,
            "--json=" + json);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("1,000 rows x 2 features").contains("sweep.exhaustive.cells");
    assertThat(run.err().lines())
        .contains("sweep.exhaustive: warm-up", "sweep.exhaustive: run 1 of 1");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.at("/table/rows").asLong()).isEqualTo(1000);
    assertThat(directory).isDirectoryContaining(file -> file.equals(json));
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(json);
    }
  }

  @Test
  void noTable() {
    refuses(
        ExitCode.USAGE,
        "--rows: is missing; give --rows and --features for a synthetic table, or --data for your"
            + " own");
  }

  @Test
  void rowsWithoutFeatures() {
    refuses(
        ExitCode.USAGE,
        "--features: is missing; give --rows and --features for a synthetic table, or --data for"
            + " your own",
        "--rows=1000");
  }

  @Test
  void bothTables() {
    refuses(
        ExitCode.USAGE,
        "--rows: only applies to a synthetic table; leave out either it or --data",
        "--rows=1000",
        "--data=t.parquet",
        "--label=y",
        "--numeric=x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rows=999 | --rows: must be at least 1000, so that every fold has rows, got: 999",
        "--rows=many | Invalid value for option '--rows': 'many' is not a long; see --help",
        "--features=0 | --features: must be at least 1, got: 0",
        "--correlation=1 | --correlation: must be in [0, 1), got: 1.0",
        "--correlation=NaN | --correlation: must be in [0, 1), got: NaN",
        "--relevant=6 | --relevant: must be from 1 to the 5 features, got: 6",
        "--repeats=0 | --repeats: must be at least 1, got: 0",
        "--growth=1 | --growth: must be from 2 to 1000, got: 1",
        "--label=y | --label: only applies with --data, which is missing",
      })
  void badOption(String option, String complaint) {
    List<String> arguments =
        List.of("--rows=1000", "--features=5", option).stream()
            .filter(
                given ->
                    given.equals(option)
                        || !given.startsWith(option.substring(0, option.indexOf('=') + 1)))
            .toList();
    refuses(ExitCode.USAGE, complaint, arguments.toArray(String[]::new));
  }

  @Test
  void growthWithoutASweep() {
    refuses(
        ExitCode.USAGE,
        "--growth: needs the sweep of the table itself; add sweep to --only",
        "--rows=1000",
        "--features=5",
        "--growth=2",
        "--only=floor");
  }

  @Test
  void everyProblemIsReported() {
    JobRun run = run("--rows=1", "--features=5", "--repeats=0", "--correlation=2");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err().lines()).hasSize(3);
  }

  @Test
  void unknownSection() {
    JobRun run = run("--rows=1000", "--features=2", "--only=sweeps");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--only").contains("cross-validator").contains("'sweeps'");
  }

  @Test
  void outputsThatExistAreKept() throws IOException {
    Path json = Files.writeString(directory.resolve("b.json"), "kept");
    refuses(
        ExitCode.USAGE,
        "--json: %s already exists; choose another, or remove it".formatted(json),
        "--rows=1000",
        "--features=2",
        "--json=" + json);
    assertThat(json).hasContent("kept");
    refuses(
        ExitCode.USAGE,
        "--export: %s already exists; choose another, or remove it".formatted(directory),
        "--rows=1000",
        "--features=2",
        "--export=" + directory);
  }

  @Test
  void outputInADirectoryThatIsNotThere() {
    Path json = directory.resolve("no/b.json");
    refuses(
        ExitCode.USAGE,
        "--json: %s cannot be written; create its directory first".formatted(json),
        "--rows=1000",
        "--features=2",
        "--json=" + json);
  }

  @Test
  void exportWithoutTheSweep() {
    refuses(
        ExitCode.USAGE,
        "--export: needs the grid of the sweep; add sweep to --only",
        "--rows=1000",
        "--features=2",
        "--only=floor",
        "--export=" + directory.resolve("x"));
  }

  @Test
  void exportOfCategories() {
    refuses(
        ExitCode.USAGE,
        "--export: writes dense rows; leave out --categorical",
        "--data=t.parquet",
        "--label=y",
        "--categorical=g",
        "--export=" + directory.resolve("x"));
  }

  @Test
  void temporaryDirectoryThatIsNotThere() {
    Path missing = directory.resolve("no");
    refuses(
        ExitCode.USAGE,
        "--dir: cannot use %s: the directory does not exist; give an existing, writable directory"
            .formatted(missing),
        "--rows=1000",
        "--features=2",
        "--dir=" + missing);
  }

  @Test
  void dataWithoutLabelAndFeatures() {
    JobRun run = run("--data=t.parquet");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err().lines())
        .containsExactly(
            "--label: is missing; give the label's column or expression",
            "--numeric: is missing; give features with --numeric and --categorical, such as"
                + " --numeric '*'");
  }

  @Test
  void missingDataFile() {
    Path missing = directory.resolve("no.parquet");
    JobRun run = run("--data=" + missing, "--label=y", "--numeric=x");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err())
        .contains("--data " + missing + " cannot be read as Parquet: Path does not exist")
        .contains("check the path")
        .doesNotContain("\tat ");
  }

  @Test
  void fileThatIsNoParquet() throws IOException {
    Path text = Files.writeString(directory.resolve("t.parquet"), "not a parquet file at all");
    JobRun run = run("--data=" + text, "--label=y", "--numeric=x");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err())
        .contains("--data " + text + " cannot be read as Parquet: ")
        .doesNotContain("\tat ");
  }

  @Test
  void columnsThatAreNotThere() {
    String table = directory.resolve("t").toString();
    LocalSpark.session()
        .range(1000)
        .selectExpr("id AS x", "id % 7 AS y")
        .coalesce(1)
        .write()
        .parquet(table);
    refuses(
        ExitCode.USAGE,
        "--numeric[0]: there is no column `z`; the columns are x, y",
        "--data=" + table,
        "--label=y",
        "--numeric=z");
  }
}
