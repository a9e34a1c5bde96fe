package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.job.JobOutcome;
import ridgeline.job.RetrainCommand;
import ridgeline.job.StoreEnd;
import ridgeline.job.failure.ExitCode;
import ridgeline.registry.ModelRegistry;
import ridgeline.spark.LocalSpark;

/** Retrainings whose storage refuses to be written; the next run ends as an undisturbed one. */
@Tag("faults")
class RetrainFaultsIT {
  private static final String MODEL = "flights";

  private static final String BUCKET = "refusing";

  @TempDir private static Path directory = Path.of("");

  private static Map<String, String> undisturbed = Map.of();

  @BeforeAll
  static void retrains() throws IOException {
    String store = directory.resolve("undisturbed").toString();
    JobOutcome outcome = retrain(store);
    assertThat(outcome.exitCode()).as(outcome.message()).isEqualTo(ExitCode.DONE);
    undisturbed = StoreEnd.of(store, MODEL, new Configuration());
    assertThat(undisturbed).containsEntry("aliases", "{champion=1}");
  }

  private static JobOutcome retrain(String store) throws IOException {
    Path table = Path.of("src/main/resources/ridgeline/data/flights").toAbsolutePath();
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: %s
            store: %s
            data: {path: %s, label: delay, numeric: [distance, departure], categorical: origin}
            window: {last: 8 days}
            gate: {newest: 3 days}
            grid: {elasticNetParam: 0, regParam: {count: 5}}
            refit: statistics
            """
                .formatted(MODEL, store, table));
    return RetrainCommand.run(LocalSpark.session(), job.toString(), "--date", "2001-04-18");
  }

  /** The disk has no room for the statistics, or for the files of the version. */
  @ParameterizedTest
  @CsvSource({"64k, false", "1m, true"})
  void theDiskOfTheStoreIsFull(String size, boolean hasStatistics) throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk" + size));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.toString()) == 0,
        "no file system can be mounted here");
    try {
      String store = disk.resolve("store").toString();
      JobOutcome full = retrain(store);
      assertThat(full.exitCode()).isEqualTo(1);
      assertThat(full.message()).contains("No space left on device").doesNotContain("\n");
      ModelRegistry registry = new ModelRegistry(store, MODEL, new Configuration());
      assertThat(registry.newest()).isZero();
      assertThat(disk.resolve("store/statistics/metadata/v2.metadata.json").toFile().exists())
          .isEqualTo(hasStatistics);

      run("mount", "-o", "remount,size=64m", disk.toString());
      assertUndisturbed(store, new Configuration());
    } finally {
      run("umount", disk.toString());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static void assertUndisturbed(String store, Configuration configuration)
      throws IOException {
    JobOutcome next = retrain(store);
    assertThat(next.exitCode()).as(next.message()).isEqualTo(ExitCode.DONE);
    StoreEnd.requireWhole(new ModelRegistry(store, MODEL, configuration));
    assertThat(StoreEnd.of(store, MODEL, configuration)).isEqualTo(undisturbed);
  }

  /**
   * The version is recorded, but the move of its alias is refused. Hadoop keeps the file system of
   * a bucket open, so no other test of the process has the same.
   */
  @Test
  void anObjectStoreRefusesTheMoveOfAnAlias() throws Exception {
    try (S3Server server =
        S3Server.start(Files.createDirectory(directory.resolve("s3")), BUCKET, "id", "secret")) {
      Configuration configuration = new Configuration();
      for (Configuration each :
          new Configuration[] {
            configuration,
            LocalSpark.session().sparkContext().hadoopConfiguration(),
            SparkHadoopUtil.get().conf()
          }) {
        server.settings().forEach(each::set);
        each.set("fs.s3a.access.key", "id");
        each.set("fs.s3a.secret.key", "secret");
        each.setInt("fs.s3a.attempts.maximum", 1);
        each.setBoolean("fs.s3a.retry.http.5xx.errors", false);
        each.setInt("fs.s3a.retry.limit", 1);
        each.set("fs.s3a.retry.interval", "10ms");
      }
      String store = "s3a://%s/store".formatted(BUCKET);
      Path model = Files.createDirectories(server.data().resolve(BUCKET + "/store/models/flights"));
      Path aliases = Files.createFile(model.resolve("aliases"));
      JobOutcome refused = retrain(store);

      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.message()).contains("Status Code: 500").doesNotContain("\n");
      ModelRegistry registry = new ModelRegistry(store, MODEL, configuration);
      assertThat(registry.newest()).isEqualTo(1);
      assertThat(registry.aliases()).isEmpty();

      Files.delete(aliases);
      assertUndisturbed(store, configuration);
    }
  }
}
