package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.api.java.function.ForeachFunction;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.data.network.IdxFiles;
import ridgeline.job.failure.Interruption;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.run.LateJobs;
import ridgeline.job.run.Run;
import ridgeline.spark.LocalSpark;

/** Runs that a signal interrupts, at moments from their first file system call to the last. */
@Tag("torch")
class InterruptedRunTest {
  private static final int MOMENTS = 12;

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void configure() {
    Moments.configure(LocalSpark.session().sparkContext().hadoopConfiguration());
    Moments.configure(SparkHadoopUtil.get().conf());
  }

  @AfterEach
  void forget() {
    Moments.at(0, () -> {});
  }

  private Path path(String name) {
    return directory.resolve(name);
  }

  private List<String> names(String out) throws IOException {
    try (Stream<Path> files = Files.list(path(out))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private JsonNode status(String out) throws IOException {
    return new JsonMapper().readTree(path(out).resolve("status.json").toFile());
  }

  private boolean isIn(String out, String stage) throws IOException {
    return Files.exists(path(out).resolve("status.json"))
        && status(out).path("stage").asText().equals(stage);
  }

  private static boolean hasTasks(SparkContext spark) {
    SparkStatusTracker tracker = spark.statusTracker();
    return Arrays.stream(tracker.getActiveStageIds())
        .mapToObj(tracker::getStageInfo)
        .anyMatch(stage -> stage.isDefined() && stage.get().numActiveTasks() > 0);
  }

  private JobRun run(String job, Path file, String out, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(file.toString(), "--out", "moments://" + path(out)));
    arguments.addAll(List.of(more));
    return JobRun.of(
        switch (job) {
          case "sweep" -> SweepCommand::execute;
          case "compare" -> CompareCommand::execute;
          default -> TrainCommand::execute;
        },
        arguments);
  }

  /** The result is complete or absent, and the process keeps nothing of the run. */
  private void assertEnded(String job, JobRun run, String out, List<String> kept)
      throws IOException {
    assertThat(Thread.interrupted()).isFalse();
    JsonNode status = status(out);
    if (Files.exists(path(out).resolve(job + ".json"))) {
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(status.path("state").asText()).isEqualTo("DONE");
      assertThat(names(out)).contains("report.html").noneMatch(name -> name.startsWith("_"));
      return;
    }
    assertThat(run.exitCode()).as(run.err()).isEqualTo(143);
    assertThat(run.err().strip().lines()).last().isEqualTo("interrupted by SIGTERM");
    assertThat(status.path("state").asText()).isEqualTo("FAILED");
    assertThat(status.path("exitCode").asInt()).isEqualTo(143);
    assertThat(status.path("message").asText()).isEqualTo("interrupted by SIGTERM");
    assertThat(names(out)).contains("status.json").isSubsetOf(kept);
  }

  /** Interrupts like a signal's thread, which waits for a last file that is being written. */
  private static void signal() {
    Thread thread = new Thread(() -> Run.interruptAll(Interruption.SIGTERM), "signal");
    thread.start();
    while (thread.isAlive() && thread.getState() != Thread.State.BLOCKED) {
      Thread.onSpinWait();
    }
  }

  private void interruptAtMoments(
      String job, Path file, List<String> kept, int moments, String... more) throws IOException {
    Moments.at(0, () -> {});
    JobRun whole = run(job, file, job + "-whole", more);
    assertThat(whole.exitCode()).as(whole.err()).isZero();
    int calls = Moments.calls();
    for (int moment = 1; moment <= moments; moment++) {
      int call = 4 + (calls - 4) * moment / moments; // after the directory was made
      Moments.at(call, InterruptedRunTest::signal);
      String out = job + "-" + call;
      JobRun run = run(job, file, out, more);
      assertEnded(job, run, out, kept);
    }
  }

  @Test
  void aSweepAtADozenMoments() throws IOException {
    interruptAtMoments(
        "sweep",
        Path.of("conf/sweep-article.yaml"),
        List.of("status.json"),
        MOMENTS,
        "--set",
        "grid.regParam.count=3",
        "--set",
        "refit=statistics");
  }

  @Test
  void aComparisonAtSixMoments() throws IOException {
    interruptAtMoments(
        "compare", Path.of("conf/compare-article.yaml"), List.of("status.json"), MOMENTS / 2);
  }

  @Test
  void aTrainingAtSixMomentsWhichIsResumed() throws Exception {
    Path idx = IdxFiles.write(path("idx"), 200, 60);
    Path file =
        Files.writeString(
            path("job.yaml"),
            """
            name: thirds
            data: {idx: %s}
            network: [flatten, {dense: 3}]
            epochs: 3
            batch: 20
            """
                .formatted(idx));
    interruptAtMoments("train", file, List.of("checkpoint", "status.json"), MOMENTS / 2);
    Moments.at(0, () -> {});
    List<String> resumed = new ArrayList<>();
    try (Stream<Path> outs = Files.list(directory)) {
      for (Path out : outs.filter(InterruptedRunTest::hasCheckpoint).toList()) {
        String name = out.getFileName().toString();
        JobRun run = run("train", file, name, "--resume");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("after epoch");
        assertThat(curve(name)).isEqualTo(curve("train-whole"));
        resumed.add(name);
      }
    }
    assertThat(resumed).isNotEmpty();
  }

  /** Of at least one epoch; otherwise the run leaves at most an empty directory for it. */
  private static boolean hasCheckpoint(Path out) {
    return Files.exists(out.resolve("checkpoint/state.json"));
  }

  /** Epochs without their seconds. */
  private List<String> curve(String out) throws IOException {
    return Files.readAllLines(path(out).resolve("history.csv")).stream()
        .map(line -> line.replaceFirst(",[^,]*$", ""))
        .toList();
  }

  /** As if SIGTERM arrived while a run waits to see whether another is still running. */
  @Test
  void aRunThatHasNoDirectoryYetLeavesItAlone() throws Exception {
    OutputDirectory.create(path("owned").toString(), "sweep", new Configuration())
        .write("cv.csv", writer -> writer.write("1"));
    List<String> before = names("owned");
    Thread waiting = Thread.currentThread();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> interrupting =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                if (waiting.getState() == Thread.State.TIMED_WAITING) {
                  Run.interruptAll(Interruption.SIGTERM);
                }
              }
            });
    JobRun run =
        JobRun.of(
            SweepCommand::execute,
            List.of("conf/sweep-article.yaml", "--out", path("owned").toString()));
    over.set(true);
    interrupting.get(1, TimeUnit.MINUTES);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(143);
    assertThat(names("owned")).isEqualTo(before);
  }

  /** As notebooks end a cell whose tasks are processing rows. */
  @ParameterizedTest
  @CsvSource({
    "gram, 'numeric: [x]', statistics",
    "mllib-rows, 'numeric: [x]', reading",
    "gram, 'formula: y ~ x', reading"
  })
  void anInterruptedThreadEndsItsRunAndItsTasks(String engine, String features, String stage)
      throws Exception {
    Path job =
        Files.writeString(
            path("slow.yaml"),
            """
            name: slow
            data:
              sql: >-
                SELECT sin(id) AS x, cos(id) AS y FROM range(0, 40000000000, 1, 2)
              %s
              %s
            engine: %s
            """
                .formatted(features, features.startsWith("formula") ? "" : "label: y", engine));
    CountDownLatch ended = new CountDownLatch(1);
    List<JobOutcome> outcomes = new ArrayList<>();
    SparkContext spark = LocalSpark.session().sparkContext();
    Thread cell =
        new Thread(
            () -> {
              outcomes.add(
                  SweepCommand.run(
                      LocalSpark.session(), job.toString(), "--out", path("cell").toString()));
              ended.countDown();
            });
    cell.start();
    for (int tenths = 0; !isIn("cell", stage) || !hasTasks(spark); tenths++) {
      assertThat(tenths).isLessThan(1200);
      assertThat(ended.getCount()).isOne();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    TimeUnit.SECONDS.sleep(2);
    cell.interrupt();
    assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(outcomes.get(0).exitCode()).isEqualTo(130);
    assertThat(outcomes.get(0).message()).isEqualTo("interrupted by its caller");
    assertThat(names("cell")).containsExactly("status.json");
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> LocalSpark.session().range(0, 8, 1, 8).count(),
        "tasks of the run have the cores");
    for (int tenths = 0; spark.statusTracker().getActiveJobIds().length > 0; tenths++) {
      assertThat(tenths).isLessThan(600); // listeners receive events late
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static final CountDownLatch STARTED = new CountDownLatch(1);
  private static final AtomicBoolean ENDED = new AtomicBoolean();

  /** Like a task in a write, which no interrupt ends. */
  private static void work(long row) {
    STARTED.countDown();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    ENDED.set(true);
  }

  @Test
  void aRunHasEndedWhenItsTasksHave() throws Exception {
    SparkContext spark = LocalSpark.session().sparkContext();
    Run run = Run.begin();
    run.startJobs(spark);
    AtomicReference<Exception> failure = new AtomicReference<>();
    Thread job =
        new Thread(
            () -> {
              try {
                LocalSpark.session()
                    .range(1)
                    .foreach((ForeachFunction<Long>) InterruptedRunTest::work);
              } catch (Exception e) { // Spark's exception is checked but thrown undeclared
                failure.set(e);
              }
            });
    job.start();
    STARTED.await();
    run.endJobs(spark, false);
    run.close();
    assertThat(ENDED).isTrue();
    job.join();
    assertThat(failure.get()).hasMessageContaining("cancelled");
  }

  private static long lateJobs(SparkContext spark) {
    return spark.listenerBus().listeners().stream().filter(LateJobs.class::isInstance).count();
  }

  /** As adaptive queries submit them, from a thread of their own. */
  @Test
  void aSparkJobThatComesAfterItsRunHasEndedIsCancelled() throws Exception {
    SparkContext spark = LocalSpark.session().sparkContext();
    Run run = Run.begin();
    run.startJobs(spark);
    run.endJobs(spark, false);
    run.close();

    spark.addJobTag(run.tag());
    try {
      assertTimeoutPreemptively(
          Duration.ofMinutes(1),
          () ->
              assertThatThrownBy(() -> LocalSpark.session().range(0, 40_000_000_000L, 1, 2).count())
                  .hasMessageContaining("cancelled"));
    } finally {
      spark.removeJobTag(run.tag());
    }
    long listeners = lateJobs(spark);
    Run another = Run.begin();
    another.startJobs(spark);
    another.endJobs(spark, false);
    another.close();
    assertThat(lateJobs(spark)).isEqualTo(listeners);
    assertThat(LocalSpark.session().range(0, 8, 1, 8).count()).isEqualTo(8);
  }
}
