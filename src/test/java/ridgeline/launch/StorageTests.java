package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.registry.Alias;
import ridgeline.registry.ModelRegistry;
import ridgeline.store.table.ConcurrentWriters;

/**
 * Job file, data and result are in a storage served by a separate process; a standalone cluster
 * reads and writes them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
abstract class StorageTests {
  /** Reads bundled rows from a path, so that they can be in any storage. */
  private static final String JOB =
      """
      name: diabetes
      data:
        path: %s
        label: progression
        numeric: [age, sex, bmi, bp, s1, s2, s3, s4, s5, s6]
      grid: {regParam: {count: 20}}
      refit: statistics
      """;

  private static final String RETRAIN =
      """
      name: flights
      store: %s
      data: {path: %s, label: delay, numeric: [distance, departure], categorical: origin}
      gate: {newest: 3 days}
      grid: {elasticNetParam: 0, regParam: {count: 20}}
      refit: statistics
      """;

  /** A job in which every pass over the rows takes longer than two other jobs. */
  private static final String SLOW =
      """
      name: slow
      data:
        sql: >-
          SELECT sin(id) AS x, cos(id) AS y FROM range(0, 40000000000, 1, 2)
        label: y
        numeric: [x]
      """;

  /** The secret that a storage may require. */
  static final String SECRET = "hunter2-hunter2";

  private Path directory;
  private Path reference;
  private Storage storage;
  private TestCluster cluster;

  /**
   * A running storage.
   *
   * @param server its server
   * @param root its root location
   * @param files its file system, for the tests
   * @param environment environment variables that a job needs
   * @param settings arguments of spark-submit that a job needs
   */
  record Storage(
      AutoCloseable server,
      String root,
      FileSystem files,
      Map<String, String> environment,
      List<String> settings) {}

  abstract Storage start(Path directory) throws Exception;

  @BeforeAll
  void start(@TempDir Path directory, @TempDir Path server) throws Exception {
    this.directory = directory;
    Path table = Path.of("src/main/resources/ridgeline/data/diabetes.csv").toAbsolutePath();
    Path job = Files.writeString(directory.resolve("local.yaml"), JOB.formatted(table));
    reference = directory.resolve("reference");
    storage = start(server);
    JobProcess.Ended ended = sweep(job.toString(), reference.toString(), "local[2]");
    assertThat(ended.exitCode()).as(ended.err()).isZero();

    storage.files().copyFromLocalFile(path(table.toString()), path(in("diabetes.csv")));
    write("job.yaml", JOB.formatted(in("diabetes.csv")));
    write("slow.yaml", SLOW);
    cluster = TestCluster.start(directory.resolve("cluster"), 2);
  }

  @AfterAll
  void stop() throws Exception {
    if (cluster != null) {
      cluster.stop();
    }
    if (storage != null) {
      storage.files().close();
      storage.server().close();
    }
  }

  private String in(String name) {
    return storage.root() + "/" + name;
  }

  private static org.apache.hadoop.fs.Path path(String location) {
    return new org.apache.hadoop.fs.Path(location);
  }

  private void write(String name, String content) throws IOException {
    try (var file = storage.files().create(path(in(name)))) {
      file.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private JobProcess start(String job, String out, String master, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--master", master, "--out", out));
    arguments.addAll(Arrays.asList(more));
    arguments.add("--");
    arguments.addAll(List.of("--driver-memory", "900m"));
    arguments.addAll(storage.settings());
    return JobProcess.sweep(
        directory, storage.environment(), job, arguments.toArray(String[]::new));
  }

  private JobProcess.Ended sweep(String job, String out, String master, String... more)
      throws Exception {
    try (JobProcess process = start(job, out, master, more)) {
      return process.end();
    }
  }

  private JsonNode status(String out) {
    try (InputStream in = storage.files().open(path(out + "/status.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean exists(String location) {
    try {
      return storage.files().exists(path(location));
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> names(String out) throws IOException {
    return Arrays.stream(storage.files().listStatus(path(out)))
        .map(FileStatus::getPath)
        .map(org.apache.hadoop.fs.Path::getName)
        .toList();
  }

  /**
   * Copies only files, because a store may still list directories whose files have all been
   * removed.
   */
  private Path copy(String out, String name) throws IOException {
    Path copy = directory.resolve(name);
    RemoteIterator<LocatedFileStatus> files = storage.files().listFiles(path(out), true);
    while (files.hasNext()) {
      org.apache.hadoop.fs.Path file = files.next().getPath();
      Path target = copy.resolve(path(out).toUri().relativize(file.toUri()).getPath());
      Files.createDirectories(target.getParent());
      try (InputStream in = storage.files().open(file)) {
        Files.copy(in, target);
      }
    }
    return copy;
  }

  private void assertSameTables(String out, String name) throws IOException {
    Path copy = copy(out, name);
    RunTables.assertSame(copy, reference);
    assertThat(status(out).path("state").asText()).isEqualTo("DONE");
    assertThat(names(out)).contains("model", "report.html", "sweep.json");
    assertThat(names(out)).noneMatch(file -> file.startsWith("_"));
    try (Stream<Path> files = Files.walk(copy)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SECRET);
      }
    }
  }

  @Test
  void readsJobFileAndDataAndWritesTheResult() throws Exception {
    String out = in("runs/client");
    JobProcess.Ended ended = sweep(in("job.yaml"), out, cluster.master());
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("written to     " + out);
    assertThat(ended.out() + ended.err()).doesNotContain(SECRET);
    assertSameTables(out, "client");

    JobProcess.Ended again = sweep(in("job.yaml"), out, "local[2]");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("exists and is not empty");
    assertThat(names(out)).contains("sweep.json");
  }

  @Test
  void writersOfStatisticsAgree() throws Exception {
    Configuration configuration = storage.files().getConf();
    ConcurrentWriters.ofDifferentPartitions(in("different"), configuration);
    ConcurrentWriters.ofOnePartition(in("one"), configuration);
  }

  private JobProcess.Ended command(String launcher, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("jobs/" + launcher));
    command.addAll(Arrays.asList(arguments));
    command.add("--");
    command.addAll(List.of("--driver-memory", "900m"));
    command.addAll(storage.settings());
    try (JobProcess process =
        JobProcess.start(directory, storage.environment(), command.toArray(String[]::new))) {
      return process.end();
    }
  }

  /** Statistics, versions and aliases are kept there, and rows scored by an alias. */
  @Test
  void retrainsAndScoresByAlias() throws Exception {
    String flights = "src/main/resources/ridgeline/data/flights/day=2001-04-";
    for (int day = 10; day < 20; day++) {
      storage
          .files()
          .copyFromLocalFile(
              path(Path.of(flights + day + "/flights.parquet").toAbsolutePath().toString()),
              path(in("flights/day=2001-04-%d/flights.parquet".formatted(day))));
    }
    write("retrain.yaml", RETRAIN.formatted(in("store"), in("flights")));
    JobProcess.Ended first =
        command(
            "retrain",
            in("retrain.yaml"),
            "--from",
            "2001-04-18",
            "--to",
            "2001-04-19",
            "--allow-refusal");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("2001-04-18, version 1: promoted", "2001-04-19, version 2: ");
    ModelRegistry registry = new ModelRegistry(in("store"), "flights", storage.files().getConf());
    assertThat(registry.versions()).hasSize(2);
    assertThat(registry.aliases()).containsKey(Alias.CHAMPION);

    JobProcess.Ended scored =
        command("predict", in("store/flights@champion"), in("flights"), "--out", in("scored"));
    assertThat(scored.exitCode()).as(scored.err()).isZero();
    assertThat(scored.out()).contains("of flights", "10,000 rows");
    assertThat(first.out() + first.err() + scored.out()).doesNotContain(SECRET);
  }

  @Test
  void aDriverInTheClusterReadsAndWritesThere() throws Exception {
    String out = in("runs/cluster");
    JobProcess.Ended submitted =
        sweep(in("job.yaml"), out, cluster.master(), "--deploy-mode", "cluster");
    assertThat(submitted.exitCode()).as(submitted.err()).isZero();
    for (int tenths = 0; tenths < 1800 && !isOver(out); tenths++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertSameTables(out, "cluster-mode");
  }

  private boolean isOver(String out) {
    try {
      return exists(out + "/status.json")
          && Set.of("DONE", "FAILED").contains(status(out).path("state").asText())
          && !exists(out + "/_unfinished");
    } catch (UncheckedIOException e) {
      return false; // The status file was just being replaced.
    }
  }

  @Test
  void aLiveRunIsNotReplacedAndAKilledOneIs() throws Exception {
    String out = in("runs/killed");
    String output;
    try (JobProcess killed = start(in("slow.yaml"), out, "local[1]")) {
      killed.await(() -> exists(out + "/status.json"));
      JobProcess.Ended second = sweep(in("job.yaml"), out, "local[1]");
      assertThat(second.exitCode()).isEqualTo(2);
      assertThat(second.err()).contains("is being written by another run; choose another");
      output = killed.output();
      killed.kill();
    }
    assertThat(names(out))
        .as(output)
        .contains("_unfinished", "status.json")
        .doesNotContain("sweep.json");
    JobProcess.Ended again = sweep(in("job.yaml"), out, "local[2]");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).contains("has an unfinished run");
    assertSameTables(out, "killed");
  }
}
