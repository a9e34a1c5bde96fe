package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.text.Digests;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;
import ridgeline.store.table.LeafTable;

/** The logical date alone decides, wherever the machine is. */
@Tag("spark")
class RetrainTimeZoneTest {
  private static final String SESSION = "spark.sql.session.timeZone";

  private static final List<String> FILES =
      List.of("coefficients.csv", "cv.csv", "path.csv", "gate.json");

  private final TimeZone ofTheMachine = TimeZone.getDefault();
  private final String ofTheSession = LocalSpark.session().conf().get(SESSION);

  @TempDir private Path directory = Path.of("");

  @AfterEach
  void restore() {
    use(ofTheMachine, ofTheSession);
  }

  private static void use(TimeZone machine, String session) {
    TimeZone.setDefault(machine);
    LocalSpark.session().conf().set(SESSION, session);
  }

  /** The clocks of New York go forward, and back. */
  @ParameterizedTest
  @CsvSource({"2001-04-01", "2001-10-28"})
  void filesAreTheSameAroundAChangeOfTheClocks(LocalDate change) throws IOException {
    LocalSpark.session()
        .sql(
            "SELECT DATE_ADD(DATE'%s', INT(id DIV 60) - 4) AS day, SIN(id * 7) AS a,"
                    .formatted(change)
                + " 2 * SIN(id * 7) + SIN(id * 11) AS y FROM RANGE(420)")
        .coalesce(1)
        .write()
        .partitionBy("day")
        .parquet(directory.resolve("t").toString());

    Map<String, String> inUtc = retrain("Etc/UTC", change);
    assertThat(retrain("America/New_York", change)).isEqualTo(inUtc).hasSize(4 * FILES.size());
    assertThat(retrain("Pacific/Auckland", change)).isEqualTo(inUtc);
  }

  /** The hashes of the files of the days around a change, on a machine in a time zone. */
  private Map<String, String> retrain(String zone, LocalDate change) throws IOException {
    use(TimeZone.getTimeZone(zone), zone);
    Path store = directory.resolve(zone.replace('/', '-'));
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            "{name: m, store: '%s', data: {path: '%s', label: y, numeric: [a, \"DATEDIFF(day, DATE'2001-01-01')\"]}, buckets: {count: 4}, validation: {count: 4}, window: {last: 4 days, halfLife: 2 days}, gate: {newest: 1 day, minRows: 10, minImprovement: -1, maxDrift: }, grid: {elasticNetParam: 0, regParam: {count: 5}}, refit: statistics}"
                .formatted(store, directory.resolve("t")));
    JobRun run =
        JobRun.of(
            command -> RetrainCommand.run(command).exitCode(),
            List.of(
                job.toString(),
                "--from",
                change.minusDays(1).toString(),
                "--to",
                change.plusDays(2).toString()));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(
            LeafTable.open(store + "/statistics", new Configuration()).specification().timeZone())
        .isEqualTo(zone);
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> versions = Files.list(store.resolve("models/m"))) {
      for (Path version :
          versions.filter(path -> path.getFileName().toString().startsWith("2001")).toList()) {
        String date = version.getFileName().toString().substring(0, "2001-04-01".length());
        for (String file : FILES) {
          hashes.put(date + " " + file, Digests.sha256(Files.readAllBytes(version.resolve(file))));
        }
      }
    }
    return hashes;
  }
}
