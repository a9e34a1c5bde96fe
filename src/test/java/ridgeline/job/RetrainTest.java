package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;

/** Retrainings of a table of days from 2001-06-01, of 60 rows each. */
@Tag("spark")
class RetrainTest {
  /** From other leaves of the same rows: rounding. */
  private static final double ROUNDING = 1e-9;

  /** The table that no test changes. */
  @TempDir private static Path shared = Path.of("");

  @TempDir private Path directory = Path.of("");

  private Path table = shared.resolve("t");

  @BeforeAll
  static void writeTable() {
    write(shared.resolve("t"), 0, 10, "1");
  }

  private void copyTable() throws IOException {
    table = directory.resolve("t");
    try (Stream<Path> files = Files.walk(shared.resolve("t"))) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            table.resolve(shared.resolve("t").relativize(file)),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** Days, in which the second number has a slope. */
  static void write(Path table, int fromDay, int toDay, String slope) {
    LocalSpark.session()
        .sql(
            "SELECT DATE_ADD(DATE'2001-06-01', INT(id DIV 60)) AS day, SIN(id * 7) AS a,"
                + " COS(id * 3) AS b, CONCAT('l', MOD(id DIV 60 + MOD(id, 3), 5)) AS c,"
                + " 2 * SIN(id * 7) - %s * COS(id * 3) + MOD(id, 3) + SIN(id * 11) AS y"
                    .formatted(slope)
                + " FROM RANGE(%d, %d)".formatted(60 * fromDay, 60 * toDay))
        .coalesce(1)
        .write()
        .mode(SaveMode.Append)
        .partitionBy("day")
        .parquet(table.toString());
  }

  private void delete(String day) throws IOException {
    try (Stream<Path> files = Files.walk(table.resolve("day=" + day))) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private String job() {
    return "{name: m, store: '%s', data: {path: '%s', label: y, numeric: [a, b], categorical: c}, buckets: {count: 4}, validation: {count: 4}, window: {last: 8 days}, gate: {newest: 2 days, minRows: 100}, grid: {elasticNetParam: [0, 0.5], regParam: {count: 12}}, refit: statistics}"
        .formatted(directory.resolve("store"), table);
  }

  private JobRun retrain(String... arguments) throws IOException {
    Path job = Files.writeString(directory.resolve("job.yaml"), job());
    List<String> all = new ArrayList<>(List.of(job.toString()));
    all.addAll(List.of(arguments));
    return JobRun.of(command -> RetrainCommand.run(command).exitCode(), all);
  }

  private JobRun retrainIn(String store, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("--set", "store=" + directory.resolve(store)));
    all.addAll(List.of(arguments));
    return retrain(all.toArray(String[]::new));
  }

  /** The directories of the versions of a store, complete or not. */
  private List<Path> versions(String store) throws IOException {
    try (Stream<Path> directories = Files.list(directory.resolve(store).resolve("models/m"))) {
      return directories
          .filter(path -> path.getFileName().toString().startsWith("2001"))
          .sorted()
          .toList();
    }
  }

  private Path version(String store, String date) throws IOException {
    return versions(store).stream()
        .filter(path -> path.getFileName().toString().startsWith(date))
        .filter(path -> Files.exists(path.resolve("retrain.json")))
        .findFirst()
        .orElseThrow();
  }

  private static double[] numbers(Path csv) throws IOException {
    return Files.readAllLines(csv).stream()
        .skip(1)
        .flatMap(line -> Arrays.stream(line.split(",")))
        .filter(field -> field.matches("-?[\\d.]+(E-?\\d+)?"))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static void assertSameModel(Path version, Path other) throws IOException {
    for (String name : List.of("coefficients.csv", "cv.csv")) {
      assertThat(numbers(version.resolve(name)))
          .as(name)
          .hasSizeGreaterThan(10)
          .containsExactly(numbers(other.resolve(name)), within(ROUNDING));
    }
  }

  @Test
  void theFirstVersionBecomesTheChampion() throws IOException {
    JobRun run = retrain("--date", "2001-06-08");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.out())
        .startsWith("m 2001-06-08, version 1: promoted: there is no champion to compare with");
    Path version = version("store", "2001-06-08");
    assertThat(version.resolve("status.json")).content().contains("DONE");
    assertThat(version.resolve("retrain.json")).content().contains("\"rows\" : 480");
    assertThat(version.resolve("model/manifest.json")).exists();
  }

  @Test
  void aVersionIsPublishedWithoutTheServerThatItIsLoggedTo() throws IOException {
    String uri;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      uri = "http://127.0.0.1:" + free.getLocalPort();
    }
    JobRun run = retrain("--date", "2001-06-08", "--set", "mlflow.uri=" + uri);

    assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err().strip())
        .endsWith(
            "\nnot logged to MLflow: %s cannot be reached (no connection); check the address, and that an MLflow server is running. The store has it; the same command again logs it"
                .formatted(uri));
    assertThat(run.out()).contains("version 1: promoted").doesNotContain("logged to");
    JobRun again = retrain("--date", "2001-06-08");
    assertThat(again.out()).contains("version 1, as before: promoted");
    assertThat(again.exitCode()).isEqualTo(ExitCode.DONE);
    JobRun logged =
        JobRun.of(
            ModelsCommand::execute,
            List.of("log", directory.resolve("store").toString(), "m", "--uri", uri));
    assertThat(logged.err()).startsWith(uri + " cannot be reached");
    assertThat(logged.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void theSameDateAgainHasTheSameAnswer() throws IOException {
    retrain("--date", "2001-06-08");
    JobRun second = retrain("--date", "2001-06-09");
    List<Path> before = versions("store");
    JobRun again = retrain("--date", "2001-06-09");
    JobRun first = retrain("--date", "2001-06-08");

    assertThat(again.exitCode()).isEqualTo(second.exitCode());
    assertThat(again.out()).isEqualTo(second.out().replace("version 2:", "version 2, as before:"));
    assertThat(first.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(first.out()).startsWith("m 2001-06-08, version 1, as before: promoted");
    assertThat(versions("store")).isEqualTo(before);
  }

  /** What the statistics were computed with before does not matter. */
  @Test
  void aModelFromTheStoreIsThatOfTheRows() throws IOException {
    retrainIn("a", "--from", "2001-06-07", "--to", "2001-06-08");
    retrainIn("a", "--date", "2001-06-09");
    retrainIn("b", "--date", "2001-06-09");

    assertSameModel(version("a", "2001-06-09"), version("b", "2001-06-09"));
  }

  @Test
  void theDateMayFollowOtherColumns() throws IOException {
    JobRun run = retrainIn("a", "--date", "2001-06-09", "--set", "partition.by=[c, day]");
    retrainIn("b", "--date", "2001-06-09");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertSameModel(version("a", "2001-06-09"), version("b", "2001-06-09"));
    assertThat(version("a", "2001-06-09").resolve("retrain.json"))
        .content()
        .contains("\"c=l4/day=2001-06-09\"");
  }

  @Test
  void partitionsWithoutADateAreNamed() throws IOException {
    copyTable();
    for (String day : List.of("2001-1-4", "foo", "__HIVE_DEFAULT_PARTITION__")) {
      Path undated = Files.createDirectory(table.resolve("day=" + day));
      try (Stream<Path> files = Files.list(table.resolve("day=2001-06-01"))) {
        for (Path file : files.toList()) {
          Files.copy(file, undated.resolve(file.getFileName()));
        }
      }
    }
    JobRun plan = retrain("--date", "2001-06-09", "--dry-run");
    JobRun run = retrain("--date", "2001-06-09");

    assertThat(plan.out())
        .contains(
            "# undated     3: day=__HIVE_DEFAULT_PARTITION__, day=2001-1-4, day=foo\n",
            "# to read     8 partitions");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.err())
        .contains(
            "note: 3 partitions have no date such as 2001-06-07, so they are left out: day=__HIVE_DEFAULT_PARTITION__, day=2001-1-4, day=foo\n");
    assertThat(version("store", "2001-06-09").resolve("retrain.json"))
        .content()
        .contains("\"undated\" : 3");
  }

  @Test
  void datesAreFilledAsIfEachHadRunOnItsDay() throws IOException {
    JobRun filled = retrainIn("a", "--from", "2001-06-08", "--to", "2001-06-09");
    StringBuilder daily = new StringBuilder();
    for (int day = 8; day < 10; day++) {
      daily.append(retrainIn("b", "--date", "2001-06-0" + day).out());
    }

    assertThat(verdicts(filled.out())).isEqualTo(verdicts(daily.toString())).hasSize(2);
    assertSameModel(version("a", "2001-06-08"), version("b", "2001-06-08"));
  }

  private static List<String> verdicts(String out) {
    return out.lines().filter(line -> line.startsWith("m ")).toList();
  }

  @Test
  void lateDataReplacesAPartitionAndIsReported() throws IOException {
    copyTable();
    retrain("--date", "2001-06-09");
    delete("2001-06-05");
    write(table, 4, 5, "5");
    JobRun late = retrain("--date", "2001-06-09");
    retrainIn("fresh", "--date", "2001-06-09");

    assertThat(late.err())
        .contains("day=2001-06-05 changed or went since version 1 was trained on it");
    assertThat(late.out()).contains("version 2: ");
    List<Path> versions = versions("store");
    assertThat(versions).hasSize(2);
    Path fresh = version("fresh", "2001-06-09");
    Path second =
        Files.readString(versions.get(0).resolve("retrain.json")).contains("\"parent\" : 1")
            ? versions.get(0)
            : versions.get(1);
    assertSameModel(second, fresh);
  }

  @Test
  void aPartitionThatIsGoneIsLeftOut() throws IOException {
    copyTable();
    retrain("--date", "2001-06-08");
    delete("2001-06-05");
    JobRun gone = retrain("--date", "2001-06-09");
    retrainIn("fresh", "--date", "2001-06-09");

    assertThat(gone.err()).contains("day=2001-06-05 changed or went");
    assertSameModel(version("store", "2001-06-09"), version("fresh", "2001-06-09"));
  }

  @Test
  void olderDatesDoNotReplaceTheChampion() throws IOException {
    retrain("--date", "2001-06-09");
    JobRun older = retrain("--date", "2001-06-08");

    assertThat(older.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(older.out())
        .contains("refused: the champion, version 1, is of 2001-06-09, a later date");
  }

  @Test
  void thePlanSaysWhatWouldBeRead() throws IOException {
    copyTable();
    retrain("--date", "2001-06-08");
    delete("2001-06-05");
    JobRun plan = retrain("--date", "2001-06-09", "--dry-run");

    assertThat(plan.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(plan.out())
        .contains("# new         1: day=2001-06-09")
        .contains("# gone        1: day=2001-06-05")
        .contains("# up to date  6: ")
        .contains("# to read     1 partitions")
        .contains("\nname: m\n");
    assertThat(versions("store")).hasSize(1);
    JobRun first = retrainIn("none", "--date", "2001-06-09", "--dry-run");
    assertThat(first.out()).contains("# to read     7 partitions");
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --date 2001-07-01                   | 3 | the table has no partition of 2001-07-01; the last one before it is day=2001-06-10
          --date 2001-06-02                   | 3 | the window of 2001-06-02 has no rows up to 2001-05-31, and the gate keeps the later ones for itself; shorten gate.newest, or widen the window
          --date 2001-06-31                   | 2 | --date must be a date such as 2001-06-07, got: 2001-06-31
          --date 2001-06-09 --to 2001-06-09   | 2 | --date cannot be combined with --from and --to; give one or the other
          --from 2001-06-09                   | 2 | no date given; add --date, such as --date 2001-06-07, or both --from and --to
          --from 2001-06-09 --to 2001-06-08   | 2 | --to 2001-06-08 is before --from 2001-06-09
          --date 2001-06-09 --set partition.by=dya | 2 | partition.by: dya is not a partition column; those of the table are day
          --date 2001-06-09 --set partition.by=c | 2 | partition.by: the partitions have no date, such as day=2001-06-07, month=2001-06 or year=2001/month=6; the first of them is c=l0
          --date 2001-06-09 --set partition.by=a>0 | 2 | partition.by: the partitions have no date, such as day=2001-06-07, month=2001-06 or year=2001/month=6; the first of them is a>0=false
          --date 2001-06-09 --set buckets.by=[a,zz] | 2 | buckets.by[1]: there is no column `zz`; the columns are
          --date 2001-06-09 --set buckets.by=1+1 | 3 | folds 0, 1, 2 of 4 have no rows of positive weight, out of 360; lower validation.count, widen the window, or choose buckets.by columns with more distinct values for another store
          --date 2001-06-09 --set partition.by=[day,max(a)] | 2 | partition.by[1]: 'max(a)' is an aggregate of many rows; write its values to a column of the table
          --date 2001-06-09 --set data.label=sum(y) | 2 | data.label: 'sum(y)' is an aggregate of many rows; write its values to a column of the table
          --date 2001-06-09 --set data.where=zz>1 | 2 | data.where: there is no column `zz`; the columns are
          --date 2001-06-09 --set data.where=a+1 | 2 | data.where: must be true or false, but 'a+1' is double
          --date 2001-06-09 --set data.numeric=[a,'nullif(b,b)'] | 3 | of 480 rows, 480 have a value of nullif(b,b) that is null, NaN or infinite; fix them, filter them with data.where, or set data.invalid to drop
          --date 2001-06-09 --set data.numeric=[a,'nullif(b,b)'] --set data.invalid=drop | 3 | all 480 rows have an invalid value and would be dropped; leave out the columns that are empty
          --date 2001-06-09 --set data.where=day<>'2001-06-09' | 3 | the partition of 2001-06-09 has no rows that can be used; check it, data.where, and whether it was forgotten
          """)
  void whatCannotBeDoneIsOneSentence(String arguments, int exitCode, String message)
      throws IOException {
    JobRun run = retrain(arguments.split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err().lines().filter(line -> !line.matches("reading.*|merging")).toList())
        .hasSize(1)
        .first()
        .asString()
        .startsWith(message)
        .doesNotContain("data.sql", "impute", "\\n");
    assertThat(directory.resolve("store"))
        .satisfies(store -> assertThat(Files.exists(store)).isEqualTo(exitCode != ExitCode.USAGE));
  }

  @Test
  void originsMayRollForwardAndOldRowsWeighLess() throws IOException {
    JobRun run =
        retrain(
            "--date",
            "2001-06-09",
            "--set",
            "validation={kind: forward, horizon: 1 day, gap: 1 day, origins: 3}",
            "--set",
            "window.halfLife=3 days");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    Path version = version("store", "2001-06-09");
    assertThat(version.resolve("sweep.json")).content().contains("\"folds\" : 3");
    assertThat(version.resolve("retrain.json")).content().contains("\"halfLifeDays\" : 3");
  }

  @Test
  void factorsOfLevelsThatTheWindowLacksAreIgnored() throws IOException {
    JobRun run =
        retrain(
            "--date",
            "2001-06-09",
            "--set",
            "grid.penaltyFactor={a: 2, c=l1: 0, c=l7: 3, c=12:30=x: 0}");
    JobRun unknown =
        retrain("--date", "2001-06-09", "--set", "grid.penaltyFactor={c=l7: 3, d=l1: 2}");
    retrainIn("plain", "--date", "2001-06-09", "--set", "grid.penaltyFactor={a: 2, c=l1: 0}");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.err())
        .contains(
            "grid.penaltyFactor has no effect on c=12:30=x, c=l7, as the window has no rows of these levels");
    assertThat(version("store", "2001-06-09").resolve("coefficients.csv"))
        .hasSameBinaryContentAs(version("plain", "2001-06-09").resolve("coefficients.csv"));
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err())
        .contains("grid.penaltyFactor: there is no feature d=l1; the features are a, b, c=l0")
        .doesNotContain("no feature c=l7");
  }

  @Test
  void aRangeTakesTheDatesThatTheTableHas() throws IOException {
    copyTable();
    delete("2001-06-08");
    JobRun run = retrain("--from", "2001-06-07", "--to", "2001-06-09");
    JobRun none = retrain("--from", "2001-07-07", "--to", "2001-07-09");

    assertThat(verdicts(run.out()))
        .extracting(line -> line.substring(0, "m 2001-06-07".length()))
        .containsExactly("m 2001-06-07", "m 2001-06-09");
    assertThat(none.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(none.err().strip())
        .isEqualTo("the table has no partition from 2001-07-07 to 2001-07-09");
  }

  @Test
  void aStoreIsOfOneTable() throws IOException {
    retrain("--date", "2001-06-08");
    copyTable();
    JobRun other = retrain("--date", "2001-06-09");

    assertThat(other.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(other.err()).contains("has statistics of other features", "table: ");
  }

  @Test
  void aStoreIsOfOneSetOfFeatures() throws IOException {
    retrain("--date", "2001-06-08");
    JobRun other = retrain("--date", "2001-06-09", "--set", "data.numeric=a");

    assertThat(other.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(other.err())
        .contains("has statistics of other features")
        .contains("choose another store");
  }

  @Test
  void filesThatWereEditedAreRefused() throws IOException {
    retrain("--date", "2001-06-08");
    Path gate = version("store", "2001-06-08").resolve("statistics.json");
    Files.writeString(gate, Files.readString(gate).replace("\"rows\" : ", "\"rows\" : 1"));
    JobRun next = retrain("--date", "2001-06-09");

    assertThat(next.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(next.err())
        .contains(
            "statistics.json is not what was written: its SHA-256 is not the recorded one; put ");
  }

  /** A run that is killed before the first move leaves the same. */
  @Test
  void aVersionThatNeverHadAnAliasIsNoted() throws IOException {
    retrain("--date", "2001-06-08");
    Path moves = directory.resolve("store/models/m/aliases");
    FileUtils.deleteDirectory(moves.toFile());
    JobRun next = retrain("--date", "2001-06-09");

    assertThat(next.exitCode()).as(next.err()).isEqualTo(ExitCode.DONE);
    assertThat(next.out() + next.err())
        .contains(
            "note: %s has no moves, though there are versions: a run was killed before the first"
                .formatted(moves));
  }

  private JobRun predict(String model, String out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(model, table.toString(), "--out", directory.resolve(out).toString()));
    arguments.addAll(List.of(more));
    return JobRun.of(PredictCommand::execute, arguments);
  }

  @Test
  void rowsAreScoredByAnAliasAndWrittenByTheirDays() throws IOException {
    retrain("--date", "2001-06-08");
    JobRun scored =
        predict(directory.resolve("store") + "/m@champion", "scored", "--partition-by", "day");
    predict(version("store", "2001-06-08").toString(), "same");

    assertThat(scored.exitCode()).as(scored.err()).isEqualTo(ExitCode.DONE);
    assertThat(scored.out()).contains("scored with version 1 of m");
    assertThat(directory.resolve("scored/predict.json")).content().contains("\"version\" : 1");
    Path predictions = directory.resolve("scored/predictions");
    assertThat(predictions.resolve("day=2001-06-03")).isDirectory();
    assertThat(
            LocalSpark.session()
                .read()
                .parquet(predictions.toString())
                .select("day", "a", "y", "prediction")
                .exceptAll(
                    LocalSpark.session()
                        .read()
                        .parquet(directory.resolve("same/predictions").toString())
                        .select("day", "a", "y", "prediction"))
                .isEmpty())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @champoin | there is no alias champoin; did you mean 'champion'?
          @previous | m has no previous; it has champion 1
          :2        | m has no version 2; its versions are 1 to 1
          x:1       | has no model mx with versions; did you mean 'm'?
          """)
  void aVersionThatDoesNotExistIsNamed(String reference, String message) throws IOException {
    retrain("--date", "2001-06-08");
    JobRun scored = predict(directory.resolve("store") + "/m" + reference, "scored");

    assertThat(scored.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(scored.err().strip()).endsWith(message).doesNotContain("\n");
  }
}
