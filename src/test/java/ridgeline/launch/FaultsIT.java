package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.job.InProcess;
import ridgeline.job.JobRun;
import ridgeline.job.SweepCommand;
import ridgeline.spark.LocalSpark;

/**
 * Parts of a cluster die during a sweep: its result is that of an undisturbed sweep, or it says
 * what went wrong and leaves nothing that looks finished.
 *
 * <p>All tests share a cluster. First come those with drivers in other processes, as the session of
 * this one takes all cores; last those that leave less of the cluster than they found.
 */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsIT {
  /**
   * Eight partitions; as many features as make executors solve; {@code %s} slows or spoils rows.
   */
  private static final String JOB =
      """
      name: faults
      data:
        sql: >-
          SELECT id, sin(id) AS a, cos(id * 7) AS b, 'k' || (id %% 400) AS k,
          sin(id) + (id %% 400) / 400 + 3 * cos(id * id) AS y FROM range(0, 12000, 1, 8)
          WHERE %s
        label: y
        numeric: [a, b]
        categorical: [k]
      folds: {count: 3}
      grid: {elasticNetParam: [0, 0.5, 1], regParam: {count: 20}}
      refit: statistics
      report: {heldOut: false}
      """;

  /** After all tests without an order. */
  private static final int LATE = Order.DEFAULT + 1;

  private static final String SOUND = "id >= 0";

  /** Some seconds in every pass over the rows. */
  private static final String SLOW =
      "if(id % 80 = 0, aggregate(sequence(id, id + 100000), 0L, (sum, i) -> sum + i), 0L) >= 0";

  private static final ExecutorService SWEEPS = Executors.newSingleThreadExecutor();

  private static Path directory = Path.of("");
  private static Path reference = Path.of("");
  private static TestCluster cluster;
  private static JobProcess otherHost;
  private static @Nullable SparkSession session;

  private int jobs;

  @BeforeAll
  static void start(@TempDir Path shared) throws Exception {
    directory = shared;
    reference = shared.resolve("reference");
    InProcess.sweep(
        Files.writeString(shared.resolve("sound.yaml"), JOB.formatted(SOUND)), reference);
    LocalSpark.session().stop();
    cluster = TestCluster.start(shared.resolve("cluster"), 1);
    otherHost = cluster.addWorker("127.0.0.2");
  }

  @AfterAll
  static void stop() throws Exception {
    SWEEPS.shutdownNow();
    if (session != null) {
      session.stop();
    }
    if (otherHost != null) {
      otherHost.kill();
    }
    if (cluster != null) {
      cluster.stop();
    }
  }

  /** A driver in this process, with all cores of the cluster. */
  private static SparkSession session() throws IOException {
    if (session == null) {
      session =
          SparkSession.builder()
              .master(cluster.master())
              .config("spark.jars", "target/ridgeline.jar," + jar())
              .config("spark.sql.extensions", FlakyFunctions.class.getName())
              .config("spark.speculation", true)
              .config("spark.speculation.minTaskRuntime", "1s")
              .getOrCreate();
    }
    return session;
  }

  private String job(String where, Path out) throws IOException {
    Path job = directory.resolve(out.getFileName() + "-" + ++jobs + ".yaml");
    return Files.writeString(job, JOB.formatted(where)).toString();
  }

  /** In a process of its own. */
  private JobProcess start(String where, Path out, String... arguments) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("--master", cluster.master(), "--out", out.toString(), "--"));
    all.addAll(Arrays.asList(arguments));
    return JobProcess.sweep(directory, job(where, out), all.toArray(String[]::new));
  }

  private JobRun sweep(String where, Path out) throws IOException {
    return JobRun.in(
        session(),
        arguments -> SweepCommand.run(arguments).exitCode(),
        List.of(job(where, out), "--out", out.toString()));
  }

  @FunctionalInterface
  private interface Fault {
    void happen() throws Exception;
  }

  /** Sweeps slowly; the fault happens in a stage of it. */
  private JobRun sweep(Path out, String stage, Fault fault) throws Exception {
    Future<JobRun> sweep = SWEEPS.submit(() -> sweep(SLOW, out));
    while (!isIn(out, stage)) {
      assertThat(sweep).as("came to no %s", stage).isNotDone();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    fault.happen();
    return sweep.get();
  }

  private static boolean isIn(Path out, String stage) {
    try {
      return new ObjectMapper()
          .readTree(out.resolve("status.json").toFile())
          .path("stage")
          .asText()
          .equals(stage);
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertUndisturbed(JobProcess process, Path out) throws Exception {
    JobProcess.Ended ended = process.end();
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    RunTables.assertSame(out, reference);
  }

  private static void assertUndisturbed(JobRun run, Path out) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isZero();
    RunTables.assertSame(out, reference);
  }

  private static void assertNothingLooksFinished(Path out) {
    assertThat(out.resolve("sweep.json")).doesNotExist();
  }

  @Test
  @Order(1)
  void twoSweepsRunAtOnce() throws Exception {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    try (JobProcess one = start(SLOW, first, "--total-executor-cores", "1");
        JobProcess other = start(SLOW, second, "--total-executor-cores", "1")) {
      assertUndisturbed(one, first);
      assertUndisturbed(other, second);
    }
  }

  @Test
  @Order(1)
  void ofTwoSweepsWithTheSameOutOneWins() throws Exception {
    Path out = directory.resolve("shared");
    try (JobProcess one = start(SLOW, out, "--total-executor-cores", "1")) {
      one.await(() -> Files.exists(out.resolve("status.json")));
      try (JobProcess other = start(SOUND, out)) {
        JobProcess.Ended ended = other.end();
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("is being written by another run; choose another");
      }
      assertUndisturbed(one, out);
    }
  }

  @Test
  @Order(2)
  void theDriverIsKilledAndTheNextRunReplacesWhatItLeft() throws Exception {
    Path out = directory.resolve("driver");
    try (JobProcess process = start(SLOW, out)) {
      process.await(() -> isIn(out, "solving"));
      process.kill();
    }
    assertNothingLooksFinished(out);
    assertUndisturbed(sweep(SOUND, out), out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"statistics", "solving"})
  void anExecutorIsKilled(String stage) throws Exception {
    Path out = directory.resolve("executor-" + stage);
    JobRun run = sweep(out, stage, () -> assertThat(executor().destroyForcibly()).isTrue());
    assertUndisturbed(run, out);
  }

  private static ProcessHandle executor() {
    return Objects.requireNonNull(cluster.executor());
  }

  /** One row fails so many times. */
  private static String failing(Path marks, int times) {
    return "if(id = 3001, flaky_fail('%s', %d), 'sound') = 'sound'".formatted(marks, times);
  }

  @Test
  void aTaskFailsThreeTimes() throws Exception {
    Path marks = Files.createDirectory(directory.resolve("failures"));
    Path out = directory.resolve("flaky");
    assertUndisturbed(sweep(failing(marks, 3), out), out);
    assertThat(marks).isDirectoryContaining("glob:**failure-2");
  }

  @Test
  void aTaskThatAlwaysFailsIsReported() throws Exception {
    Path marks = Files.createDirectory(directory.resolve("many-failures"));
    Path out = directory.resolve("broken");
    JobRun run = sweep(failing(marks, 1000), out);
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("failure 3 of 1000").doesNotContain("\tat ");
    assertNothingLooksFinished(out);
  }

  /** Spark makes no second attempt on the host of the first, so that the workers need two. */
  @Test
  void aTaskStallsAndIsSpeculatedOn() throws Exception {
    Path marks = Files.createDirectory(directory.resolve("stalls"));
    Path out = directory.resolve("stalled");
    String stalling = "if(id = 3001, flaky_stall('%s'), 'sound') <> 'late'".formatted(marks);
    assertUndisturbed(sweep(stalling, out), out);
    assertThat(marks).isDirectoryContaining("glob:**stalled");
  }

  @Test
  void theOutputDiskIsFull() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk + "") == 0,
        "no file system can be mounted here");
    Path out = disk.resolve("out");
    try {
      JobRun full = sweep(SOUND, out);
      assertThat(full.exitCode()).isEqualTo(1);
      assertThat(full.err()).contains("No space left on device").doesNotContain("\tat ");
      assertNothingLooksFinished(out);
      assertThat(out.resolve("status.json")).content().contains("\"FAILED\"");
      run("mount", "-o", "remount,size=64m", disk + "");
      assertUndisturbed(sweep(SOUND, out), out);
      run("mount", "-o", "remount,ro", disk + "");
      JobRun readOnly = sweep(SOUND, disk.resolve("other"));
      assertThat(readOnly.exitCode()).isEqualTo(2);
      assertThat(readOnly.err()).contains("--out " + disk.resolve("other") + " cannot be written");
    } finally {
      run("umount", disk + "");
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Test
  @Order(LATE)
  void allWorkersAreKilledAndAnotherComes() throws Exception {
    Path out = directory.resolve("worker");
    JobRun run =
        sweep(
            out,
            "statistics",
            () -> {
              cluster.kill("worker-1");
              otherHost.kill();
              otherHost = cluster.addWorker("127.0.0.1");
            });
    assertUndisturbed(run, out);
  }

  @Test
  @Order(LATE + 1)
  void theMasterIsLost() throws Exception {
    Path out = directory.resolve("master");
    JobRun run = sweep(out, "statistics", () -> cluster.kill("master"));
    assertUndisturbed(run, out);
  }

  /** With what rows call {@link FlakyRow}. */
  private static String jar() throws IOException {
    Path classes = Path.of("target/test-classes/ridgeline/launch");
    Path jar = directory.resolve("flaky.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.newDirectoryStream(classes, "Flaky*.class")) {
      for (Path file : files) {
        out.putNextEntry(new JarEntry("ridgeline/launch/" + file.getFileName()));
        Files.copy(file, out);
      }
    }
    return jar.toString();
  }
}
