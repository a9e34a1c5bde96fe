package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs on clusters of several processes give the same results as on {@code local[2]}. */
@Tag("process")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClusterIT {
  private static final String JOB = "conf/sweep-diamonds.yaml";

  private static Path directory = Path.of("");
  private static Path reference = Path.of("");
  private static TestCluster cluster;

  @BeforeAll
  static void start(@TempDir Path shared) throws Exception {
    directory = shared;
    reference = shared.resolve("local");
    sweep(reference, "--master", "local[2]");
    cluster = TestCluster.start(shared.resolve("my cluster"), 2);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.stop();
    }
  }

  /** Runs a sweep with rows and a grid for which rounding changes no cell by more than 1e-11. */
  private static JobProcess.Ended sweep(Path out, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("--out", out.toString()));
    for (String set :
        List.of(
            "refit=statistics",
            "data.where=price > 0",
            "grid.regParam.count=20",
            "grid.regParam.minRatio=1e-4")) {
      all.addAll(List.of("--set", set));
    }
    all.addAll(Arrays.asList(arguments));
    try (JobProcess process = JobProcess.sweep(directory, JOB, all.toArray(String[]::new))) {
      JobProcess.Ended ended = process.end();
      assertThat(ended.exitCode()).as(ended.err()).isZero();
      return ended;
    }
  }

  private static JsonNode status(Path out) {
    try {
      return new ObjectMapper().readTree(out.resolve("status.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aStandaloneClusterGivesTheSameTables() throws Exception {
    Path out = directory.resolve("client");
    sweep(out, "--master", cluster.master());
    RunTables.assertSame(out, reference);
    assertThat(status(out).path("state").asText()).isEqualTo("DONE");
  }

  @Test
  void aComparisonOnAClusterGivesTheSameCoefficients() throws Exception {
    Path local = directory.resolve("compare-local");
    compare(local, "local[2]");
    Path out = directory.resolve("compare");
    compare(out, cluster.master());
    RunTables.assertSame(out, local, "coefficients.csv");
    assertThat(status(out).path("state").asText()).isEqualTo("DONE");
  }

  private static void compare(Path out, String master) throws Exception {
    try (JobProcess process =
        JobProcess.start(
            directory,
            "jobs/compare",
            "conf/compare-article.yaml",
            "--master",
            master,
            "--out",
            out.toString())) {
      JobProcess.Ended ended = process.end();
      assertThat(ended.exitCode()).as(ended.err()).isZero();
    }
  }

  @Test
  void executorsThatTheDriverStartsGiveTheSameTables() throws Exception {
    Path out = directory.resolve("local-cluster");
    sweep(out, "--master", "local-cluster[2,1,1200]");
    RunTables.assertSame(out, reference);
  }

  @Test
  void authenticationAndEncryptionDoNotChangeTheResultOrLeakTheSecret() throws Exception {
    String secret = "hunter2-hunter2";
    Path events = Files.createDirectory(directory.resolve("events"));
    Path properties = directory.resolve("secure.conf");
    Files.writeString(
        properties,
        """
        spark.authenticate             true
        spark.authenticate.secret      %s
        spark.network.crypto.enabled   true
        spark.io.encryption.enabled    true
        spark.driver.memory            2g
        spark.eventLog.enabled         true
        spark.eventLog.compress        false
        spark.eventLog.dir             %s
        """
            .formatted(secret, events));
    Path out = directory.resolve("secure");
    JobProcess.Ended ended =
        sweep(
            out,
            "--master",
            "local-cluster[2,1,1200]",
            "--",
            "--properties-file",
            properties.toString());
    RunTables.assertSame(out, reference);
    assertThat(ended.out() + ended.err()).doesNotContain(secret);
    assertThat(contents(out)).doesNotContain(secret);
    assertThat(contents(events))
        .doesNotContain(secret)
        .contains("\"spark.authenticate\":\"true\"")
        .contains("\"spark.network.crypto.enabled\":\"true\"");
  }

  /** The concatenated contents of the files in a directory. */
  private static String contents(Path directory) throws IOException {
    StringBuilder contents = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return contents.toString();
  }

  /** spark-submit ends before the driver does; the status file has the outcome. */
  @Test
  void aDriverInTheClusterGivesTheSameTables() throws Exception {
    Path out = directory.resolve("cluster-mode");
    sweep(
        out,
        "--master",
        cluster.master(),
        "--deploy-mode",
        "cluster",
        "--",
        "--driver-memory",
        "900m",
        "--executor-memory",
        "1200m");
    JsonNode status = ended(out);
    assertThat(status.path("state").asText()).as(status.toString()).isEqualTo("DONE");
    assertThat(status.path("exitCode").asInt()).isZero();
    RunTables.assertSame(out, reference);
  }

  @Test
  void reportsTheFailureOfADriverInTheCluster() throws Exception {
    Path out = directory.resolve("cluster-failure");
    sweep(
        out,
        "--master",
        cluster.master(),
        "--deploy-mode",
        "cluster",
        "--set",
        "data.label=nowhere",
        "--",
        "--driver-memory",
        "900m");
    JsonNode status = ended(out);
    assertThat(status.path("state").asText()).isEqualTo("FAILED");
    assertThat(status.path("exitCode").asInt()).isEqualTo(2);
    assertThat(status.path("message").asText())
        .startsWith("data.label: there is no column `nowhere`");
    try (var files = Files.list(out)) {
      assertThat(files).containsExactly(out.resolve("status.json"));
    }
  }

  private static JsonNode ended(Path out) throws InterruptedException {
    for (int wait = 0; wait < 1800; wait++) {
      if (Files.exists(out.resolve("status.json"))
          && !status(out).path("state").asText().equals("RUNNING")
          && Files.notExists(out.resolve("_unfinished"))) {
        return status(out);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new AssertionError("still running after three minutes: " + status(out));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--deploy-mode cluster",
        "--deploy-mode=cluster",
        "-- --deploy-mode cluster",
        "-- --deploy-mode=cluster",
        "-- --conf spark.submit.deployMode=cluster"
      })
  void aDriverInTheClusterNeedsAnOutputDirectory(String mode) throws Exception {
    String[] command = ("jobs/sweep " + JOB + " " + mode).split(" ", -1);
    try (JobProcess process = JobProcess.start(directory, command)) {
      JobProcess.Ended ended = process.end();
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err()).contains("--deploy-mode cluster needs --out");
    }
  }

  @Test
  void theClusterReportsWhetherItIsRunning() throws Exception {
    JobProcess.Ended running = cluster.run("status");
    assertThat(running.exitCode()).isZero();
    assertThat(running.out())
        .contains(cluster.master() + ", 2 workers registered", "master ", "history ", "worker-2 ");
    JobProcess.Ended again = cluster.run("start");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("is running", "stop it first");
    JobProcess.Ended unknown = cluster.run("restart");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("start, status or stop, got: restart");
  }
}
