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
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parts of a cluster fail during a sweep. Either its result equals that of an undisturbed sweep, or
 * it reports the failure and leaves nothing that looks finished.
 */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FaultsIT {
  /**
   * Eight partitions; enough features for the executors to solve; {@code %s} slows down rows or
   * makes them fail.
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

  private static final String SOUND = "id >= 0";

  /** Makes every pass over the rows take some seconds. */
  private static final String SLOW =
      "if(id % 80 = 0, aggregate(sequence(id, id + 100000), 0L, (sum, i) -> sum + i), 0L) >= 0";

  private static Path directory = Path.of("");
  private static Path reference = Path.of("");
  private static TestCluster cluster;

  private int jobs;

  @BeforeAll
  static void start(@TempDir Path shared) throws Exception {
    directory = shared;
    reference = shared.resolve("reference");
    Path job = Files.writeString(shared.resolve("sound.yaml"), JOB.formatted(SOUND));
    try (JobProcess process =
        JobProcess.sweep(shared, job.toString(), "--master", "local[2]", "--out", reference + "")) {
      JobProcess.Ended ended = process.end();
      assertThat(ended.exitCode()).as(ended.err()).isZero();
    }
    cluster = TestCluster.start(shared.resolve("cluster"), 2);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.stop();
    }
  }

  private JobProcess sweep(String where, Path out, String... arguments) throws IOException {
    return sweepOn(cluster, where, out, arguments);
  }

  private JobProcess sweepOn(TestCluster on, String where, Path out, String... arguments)
      throws IOException {
    Path job = directory.resolve(out.getFileName() + "-" + ++jobs + ".yaml");
    Files.writeString(job, JOB.formatted(where));
    List<String> all =
        new ArrayList<>(List.of("--master", on.master(), "--out", out.toString(), "--"));
    all.addAll(Arrays.asList(arguments));
    return JobProcess.sweep(directory, job.toString(), all.toArray(String[]::new));
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

  private static void assertNothingLooksFinished(Path out) {
    assertThat(out.resolve("sweep.json")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"statistics", "solving"})
  void anExecutorIsKilled(String stage) throws Exception {
    Path out = directory.resolve("executor-" + stage);
    try (JobProcess process = sweep(SLOW, out)) {
      process.await(() -> isIn(out, stage));
      assertThat(Objects.requireNonNull(cluster.executor()).destroyForcibly()).isTrue();
      assertUndisturbed(process, out);
    }
  }

  @Test
  void aWorkerIsKilledAndReplaced() throws Exception {
    TestCluster own = TestCluster.start(directory.resolve("cluster-worker"), 1);
    Path out = directory.resolve("worker");
    try (JobProcess process = sweepOn(own, SLOW, out)) {
      process.await(() -> isIn(out, "statistics"));
      own.kill("worker-1");
      try (JobProcess worker = own.addWorker("127.0.0.1")) {
        assertUndisturbed(process, out);
        worker.kill();
      }
    } finally {
      own.stop();
    }
  }

  @Test
  void theMasterIsLost() throws Exception {
    TestCluster own = TestCluster.start(directory.resolve("cluster-master"), 2);
    Path out = directory.resolve("master");
    try (JobProcess process = sweepOn(own, SLOW, out)) {
      process.await(() -> isIn(out, "statistics"));
      own.kill("master");
      assertUndisturbed(process, out);
    } finally {
      own.stop();
    }
  }

  /** A condition that fails the given number of times for one row. */
  private static String failing(Path marks, int times) {
    return "if(id = 3001, flaky_fail('%s', %d), 'sound') = 'sound'".formatted(marks, times);
  }

  @Test
  void aTaskFailsThreeTimes() throws Exception {
    Path marks = Files.createDirectory(directory.resolve("failures"));
    Path out = directory.resolve("flaky");
    try (JobProcess process = sweep(failing(marks, 3), out, flaky())) {
      assertUndisturbed(process, out);
    }
    assertThat(marks).isDirectoryContaining("glob:**failure-2");
  }

  @Test
  void reportsATaskThatAlwaysFails() throws Exception {
    Path marks = Files.createDirectory(directory.resolve("many-failures"));
    Path out = directory.resolve("broken");
    try (JobProcess process = sweep(failing(marks, 1000), out, flaky())) {
      JobProcess.Ended ended = process.end();
      assertThat(ended.exitCode()).isNotZero();
      assertThat(ended.err()).contains("failure 3 of 1000").doesNotContain("\tat ");
    }
    assertNothingLooksFinished(out);
  }

  /**
   * Spark starts no speculative attempt on the host of the first one, so the workers need two
   * hosts.
   */
  @Test
  void aStalledTaskIsRunSpeculatively() throws Exception {
    TestCluster own = TestCluster.start(directory.resolve("cluster-stalled"), 1);
    Path marks = Files.createDirectory(directory.resolve("stalls"));
    Path out = directory.resolve("stalled");
    String stalling = "if(id = 3001, flaky_stall('%s'), 'sound') <> 'late'".formatted(marks);
    try (JobProcess worker = own.addWorker("127.0.0.2");
        JobProcess process =
            sweepOn(
                own,
                stalling,
                out,
                flaky(
                    "--conf",
                    "spark.speculation=true",
                    "--conf",
                    "spark.speculation.minTaskRuntime=1s"))) {
      assertUndisturbed(process, out);
      worker.kill();
    } finally {
      own.stop();
    }
    assertThat(marks).isDirectoryContaining("glob:**stalled");
  }

  @Test
  void theDriverIsKilledAndTheNextRunReplacesItsFiles() throws Exception {
    Path out = directory.resolve("driver");
    try (JobProcess process = sweep(SLOW, out)) {
      process.await(() -> isIn(out, "solving"));
      process.kill();
    }
    assertNothingLooksFinished(out);
    try (JobProcess again = sweep(SOUND, out)) {
      assertUndisturbed(again, out);
    }
  }

  @Test
  void theOutputDiskIsFull() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk + "") == 0,
        "file systems cannot be mounted here");
    Path out = disk.resolve("out");
    try {
      try (JobProcess process = sweep(SOUND, out)) {
        JobProcess.Ended ended = process.end();
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("No space left on device").doesNotContain("\tat ");
      }
      assertNothingLooksFinished(out);
      assertThat(out.resolve("status.json")).content().contains("\"FAILED\"");
      run("mount", "-o", "remount,size=64m", disk + "");
      try (JobProcess again = sweep(SOUND, out)) {
        assertUndisturbed(again, out);
      }
      run("mount", "-o", "remount,ro", disk + "");
      try (JobProcess process = sweep(SOUND, disk.resolve("other"))) {
        JobProcess.Ended ended = process.end();
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("--out " + disk.resolve("other") + " cannot be written");
      }
    } finally {
      run("umount", disk + "");
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Test
  void twoSweepsRunAtOnce() throws Exception {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    try (JobProcess one = sweep(SLOW, first, "--total-executor-cores", "1");
        JobProcess other = sweep(SLOW, second, "--total-executor-cores", "1")) {
      assertUndisturbed(one, first);
      assertUndisturbed(other, second);
    }
  }

  @Test
  void onlyOneOfTwoSweepsWithTheSameOutputRuns() throws Exception {
    Path out = directory.resolve("shared");
    try (JobProcess one = sweep(SLOW, out, "--total-executor-cores", "1")) {
      one.await(() -> Files.exists(out.resolve("status.json")));
      try (JobProcess other = sweep(SOUND, out)) {
        JobProcess.Ended ended = other.end();
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("is being written by another run; choose another");
      }
      assertUndisturbed(one, out);
    }
  }

  /** Settings that make {@link FlakyFunctions} available in queries. */
  private static String[] flaky(String... more) throws IOException {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--jars",
                jar(),
                "--conf",
                "spark.sql.extensions=" + FlakyFunctions.class.getName()));
    settings.addAll(Arrays.asList(more));
    return settings.toArray(String[]::new);
  }

  private static String jar() throws IOException {
    Path jar = directory.resolve("flaky.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        var classes = Files.newDirectoryStream(directoryOfClasses(), "Flaky*.class")) {
      for (Path file : classes) {
        out.putNextEntry(new JarEntry("ridgeline/launch/" + file.getFileName()));
        Files.copy(file, out);
      }
    }
    return jar.toString();
  }

  private static Path directoryOfClasses() {
    return Path.of("target/test-classes/ridgeline/launch");
  }
}
