package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LakeSpark;

/** The way from an Iceberg table to predictions, with what changes in between. */
@Tag("spark")
class LakeRetrainTest {
  @TempDir private Path directory = Path.of("");

  private JobRun run(
      SparkSession spark, BiFunction<SparkSession, String[], JobOutcome> job, String... arguments) {
    return JobRun.in(spark, args -> job.apply(spark, args).exitCode(), List.of(arguments));
  }

  private JobRun done(
      SparkSession spark, BiFunction<SparkSession, String[], JobOutcome> job, String... arguments) {
    JobRun run = run(spark, job, arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return run;
  }

  private JsonNode json(Path directory, String file) throws Exception {
    return new ObjectMapper().readTree(directory.resolve(file).toFile());
  }

  @Test
  void aTableIsRetrainedFromAsItChanges() throws Exception {
    SparkSession spark = LakeSpark.session(directory.resolve("lake"));
    RetrainedStore store = new RetrainedStore(directory);
    store.write(0, 4);
    spark
        .read()
        .parquet(store.table().toString())
        .sortWithinPartitions("day")
        .writeTo("lake.db.delays")
        .using("iceberg")
        .partitionedBy(functions.col("day"))
        .tableProperty("write.delete.mode", "merge-on-read")
        .create();
    String job = store.job().toString();
    String lake =
        Files.writeString(
                directory.resolve("lake.yaml"),
                Files.readString(Path.of(job))
                    .replace("path: " + store.table(), "path: lake.db.delays, format: iceberg")
                    .replace("store: " + store.store(), "store: " + directory.resolve("s")))
            .toString();

    String plan = done(spark, RetrainCommand::run, lake, "--date", "2001-06-03", "--dry-run").out();
    assertThat(plan)
        .contains("# table       Iceberg snapshot ")
        .contains("# new         3: day=2001-06-01, day=2001-06-02, day=2001-06-03");
    done(spark, RetrainCommand::run, lake, "--date", "2001-06-03");
    done(spark, RetrainCommand::run, job, "--date", "2001-06-03");
    assertThat(Files.readString(version("s", "03").resolve("coefficients.csv")))
        .isEqualTo(Files.readString(version("store", "03").resolve("coefficients.csv")));
    JsonNode provenance = json(version("s", "03"), "retrain.json").path("provenance");
    assertThat(provenance.path("version").asText()).startsWith("Iceberg snapshot ");
    assertThat(json(version("s", "03"), "lineage.json").at("/inputs/0/name").asText())
        .isEqualTo(directory.resolve("lake/db/delays").toString());

    spark.sql("DELETE FROM lake.db.delays WHERE day = '2001-06-02' AND a > 100.5");
    JobRun late = done(spark, RetrainCommand::run, lake, "--date", "2001-06-04");
    assertThat(late.err())
        .contains("day=2001-06-02 changed or went since version 1 was trained on it");
    JsonNode retrained = json(version("s", "04"), "retrain.json");
    assertThat(retrained.at("/partitions/changed/0").asText()).isEqualTo("day=2001-06-02");
    assertThat(retrained.at("/partitions/added").size()).isEqualTo(1);
    assertThat(retrained.at("/provenance/version").asText())
        .isNotEqualTo(provenance.path("version").asText());
    assertThat(
            done(
                    spark,
                    StatisticsCommand::run,
                    "verify",
                    directory.resolve("s").toString(),
                    "--job",
                    lake)
                .out())
        .contains("day=2001-06-02");

    Path scored = directory.resolve("scored");
    done(
        spark,
        PredictCommand::run,
        directory.resolve("s") + "/delays@champion",
        "lake.db.delays",
        "--format",
        "iceberg",
        "--out",
        scored.toString());
    assertThat(json(scored, "predict.json").at("/provenance/version").asText())
        .isEqualTo(retrained.at("/provenance/version").asText());
    assertThat(json(scored, "predict.json").path("rows").asLong())
        .isEqualTo(spark.table("lake.db.delays").count());
  }

  private Path version(String store, String day) throws Exception {
    List<Path> found = new ArrayList<>();
    try (var directories = Files.list(directory.resolve(store).resolve("models/delays"))) {
      directories
          .filter(path -> path.getFileName().toString().startsWith("2001-06-" + day))
          .forEach(found::add);
    }
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
