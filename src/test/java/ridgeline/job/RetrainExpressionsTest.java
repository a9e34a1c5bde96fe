package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;

/** A table of files that each have rows of two days, and the same in directories by day. */
@Tag("spark")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RetrainExpressionsTest {
  /** From other leaves of the same rows: rounding. */
  private static final double ROUNDING = 1e-9;

  @TempDir private static Path directory = Path.of("");

  @BeforeAll
  static void writeTables() {
    for (int file = 0; file < 6; file++) {
      append(60 * file, 60 * (file + 1));
    }
  }

  /** Rows of half an hour each from 2001-06-01, two of which have no time. */
  private static void append(int from, int to) {
    Dataset<Row> rows =
        LocalSpark.session()
            .sql(
                "SELECT IF(id IN (7, 100), NULL, TIMESTAMP'2001-06-01 00:00:00'"
                    + " + MAKE_DT_INTERVAL(0, 0, 30 * INT(id))) AS time,"
                    + " SIN(id * 7) AS a, COS(id * 3) AS b, CONCAT('l', MOD(id, 3)) AS c,"
                    + " 2 * SIN(id * 7) - COS(id * 3) + MOD(id, 3) + SIN(id * 11) AS y"
                    + " FROM RANGE(%d, %d)".formatted(from, to))
            .coalesce(1);
    rows.write().mode(SaveMode.Append).parquet(directory.resolve("by-file").toString());
    rows.selectExpr("*", "date(time) AS day")
        .write()
        .mode(SaveMode.Append)
        .partitionBy("day")
        .parquet(directory.resolve("by-day").toString());
  }

  private static Path job(String table, String by, String store) throws IOException {
    return Files.writeString(
        directory.resolve("job.yaml"),
        "{name: m, store: '%s', data: {path: '%s', label: y, numeric: [a, b], categorical: c}, partition: {by: %s}, buckets: {count: 4}, validation: {count: 4}, window: {last: 5 days}, gate: {newest: 1 day, minRows: 40, minImprovement: -1, maxDrift: }, grid: {elasticNetParam: 0.5, regParam: {count: 6}}, refit: statistics}"
            .formatted(directory.resolve(store), directory.resolve(table), by));
  }

  private static JobRun retrain(String table, String by, String store, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(job(table, by, store).toString()));
    all.addAll(List.of(arguments));
    JobRun run = JobRun.of(command -> RetrainCommand.run(command).exitCode(), all);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return run;
  }

  private static JobRun byFile(String store, String... arguments) throws IOException {
    return retrain("by-file", "date(time)", store, arguments);
  }

  /** The numbers in the files of the newest version of a date. */
  private static double[] numbers(String store, String date) throws IOException {
    try (Stream<Path> versions = Files.list(directory.resolve(store).resolve("models/m"))) {
      Path version =
          versions
              .filter(path -> path.getFileName().toString().startsWith(date))
              .max((a, b) -> Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
              .orElseThrow();
      return Stream.of("coefficients.csv", "cv.csv")
          .flatMap(name -> lines(version.resolve(name)).stream().skip(1))
          .flatMap(line -> Arrays.stream(line.split(",")))
          .filter(field -> field.matches("-?[\\d.]+(E-?\\d+)?"))
          .mapToDouble(Double::parseDouble)
          .toArray();
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Order(0)
  void aDayIsTheSameInFilesAsInADirectory() throws IOException {
    JobRun run = byFile("store", "--date", "2001-06-06");
    retrain("by-day", "day", "directories", "--date", "2001-06-06");
    retrain("by-file", "[year(time), month(time), day(time)]", "parts", "--date", "2001-06-06");

    assertThat(run.out()).startsWith("m 2001-06-06, version 1: promoted");
    assertThat(numbers("store", "2001-06-06"))
        .hasSizeGreaterThan(20)
        .containsExactly(numbers("directories", "2001-06-06"), within(ROUNDING))
        .containsExactly(numbers("parts", "2001-06-06"), within(ROUNDING));
  }

  /** Where it is kept which files have rows of which days. */
  private static List<Path> kept(String store) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(store).resolve("files"))) {
      return files.filter(file -> file.toString().endsWith(".json.gz")).toList();
    }
  }

  @Test
  @Order(1)
  void lateRowsReplaceTheirDay() throws IOException {
    List<Path> kept = kept("store");
    append(100, 130);
    JobRun plan = byFile("store", "--date", "2001-06-07", "--dry-run");
    assertThat(plan.out())
        .contains(
            "# new         1: date(time)=2001-06-07\n",
            "# changed     1: date(time)=2001-06-03\n",
            "# up to date  3: date(time)=2001-06-04, ",
            "# to read     2 partitions, %,d bytes\n".formatted(bytesOfLateAndNew()));

    assertThat(kept("store")).as("a plan writes nothing").isEqualTo(kept).hasSize(1);
    JobRun late = byFile("store", "--date", "2001-06-07");
    byFile("fresh", "--date", "2001-06-07");
    assertThat(kept("store")).hasSize(1).isNotEqualTo(kept);
    assertThat(directory.resolve("directories/files")).doesNotExist();
    assertThat(late.err())
        .contains("date(time)=2001-06-03 changed or went since version 1 was trained on it");
    assertThat(numbers("store", "2001-06-07"))
        .containsExactly(numbers("fresh", "2001-06-07"), within(ROUNDING));
  }

  /** Those of the 3rd are in the second and third file, and the late one; of the 7th in two. */
  private static long bytesOfLateAndNew() {
    return Stream.of(
            LocalSpark.session()
                .read()
                .parquet(directory.resolve("by-file").toString())
                .where("date(time) IN (DATE'2001-06-03', DATE'2001-06-07')")
                .selectExpr("_metadata.file_path", "_metadata.file_size")
                .distinct()
                .collectAsList())
        .flatMap(List::stream)
        .mapToLong(file -> file.getLong(1))
        .sum();
  }

  private static JobRun statistics(String... arguments) {
    return JobRun.of(StatisticsCommand::execute, List.of(arguments));
  }

  /** Of the 3rd, 48 rows and the 30 that came late, without the row of each that has no time. */
  @Test
  @Order(2)
  void aDayIsShownVerifiedAndForgotten() throws IOException {
    String store = directory.resolve("store").toString();
    String day = "date(time)=2001-06-03";
    String job = job("by-file", "date(time)", "store").toString();

    JobRun shown = statistics("show", store, "--partition", day);
    assertThat(shown.out()).contains("# partitions  date(time)").containsPattern("2001-06-03 +76 ");
    JobRun verified = statistics("verify", store, "--job", job, "--sample", "9");
    assertThat(verified.exitCode()).as(verified.err()).isEqualTo(ExitCode.DONE);
    assertThat(verified.out()).contains(day, "date(time)=2001-06-07");

    statistics("forget", store, "--partition", day, "--by", "ann", "--why", "asked");
    assertThat(byFile("store", "--date", "2001-06-07", "--dry-run").out())
        .contains("# forgotten   1: " + day);
  }
}
