package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.SaveMode;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;

/** A small table by days, a job file, and the store that retraining it writes. */
public record RetrainedStore(Path directory) {
  /** Appends rows for days from 2001-06-01; each day has some levels that others have not. */
  public void write(int fromDay, int toDay) {
    LocalSpark.session()
        .sql(
            "SELECT DATE_ADD(DATE'2001-06-01', INT(id DIV 80)) AS day,"
                + " 100 + SIN(id * 7) AS a, COS(id * 3) * 5 AS b,"
                + " CONCAT('l', (id DIV 80 + id % 3) % 5) AS c, INT(id % 3) AS w,"
                + " SIN(id * 7) - 3 * COS(id * 3) + id % 4 + SIN(id * 11) AS y"
                + " FROM RANGE(%d, %d)".formatted(80 * fromDay, 80 * toDay))
        .repartition(1)
        .write()
        .mode(SaveMode.Append)
        .partitionBy("day")
        .parquet(table().toString());
  }

  public Path table() {
    return directory.resolve("t.parquet");
  }

  public Path store() {
    return directory.resolve("store");
  }

  public Path job() throws IOException {
    return Files.writeString(
        directory.resolve("job.yaml"),
        """
        name: delays
        store: %s
        data: {path: %s, label: y, weight: w, numeric: [a, b], categorical: [c]}
        buckets: {count: 4}
        validation: {count: 4}
        window: {last: 4 days}
        gate: {newest: 1 day, minRows: 2, minImprovement: -100, maxDrift: }
        keep: {versions: 3}
        grid: {elasticNetParam: [1], regParam: {count: 5}}
        refit: statistics
        """
            .formatted(store(), table()));
  }

  /** Retrains for the days up to one; what is printed. */
  String retrain(int fromDay, int toDay) throws IOException {
    JobRun run =
        JobRun.of(
            arguments -> RetrainCommand.run(arguments).exitCode(),
            List.of(
                job().toString(),
                "--from",
                "2001-06-%02d".formatted(fromDay + 1),
                "--to",
                "2001-06-%02d".formatted(toDay)));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return run.out();
  }

  /** The newest directory of the versions of a day. */
  Path version(int day) throws IOException {
    try (var directories = Files.list(store().resolve("models/delays"))) {
      return directories
          .filter(
              path -> path.getFileName().toString().startsWith("2001-06-%02d-".formatted(day + 1)))
          .max(Comparator.comparing(path -> path.toFile().lastModified()))
          .orElseThrow();
    }
  }
}
