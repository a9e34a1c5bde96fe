package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.spark.LocalSpark;

/** Jobs in a process that stays alive, such as a notebook's, with its own session. */
@Tag("spark")
class LivingSessionTest {
  private static final int AT_ONCE = 4;

  @TempDir private Path directory = Path.of("");

  private static SparkContext context() {
    return LocalSpark.session().sparkContext();
  }

  private static JobOutcome sweep(SparkSession spark, String out) {
    return SweepCommand.run(
        spark, "conf/sweep-article.yaml", "--set", "grid.regParam.count=5", "--out", out);
  }

  /** Listeners of runs; Spark's own come and go with the sessions that it clones. */
  private static long listeners() {
    return context().listenerBus().listeners().stream()
        .filter(listener -> listener.getClass().getName().startsWith("ridgeline."))
        .count();
  }

  private static List<String> sources() {
    List<String> names = new ArrayList<>();
    for (String name : List.of("ridgeline", "2.ridgeline", "3.ridgeline", "4.ridgeline")) {
      if (!SparkEnv.get().metricsSystem().getSourcesByName(name).isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }

  /** Those that do not end within a second. */
  private static List<String> threads() throws InterruptedException {
    List<String> left = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("ridgeline")) {
        thread.join(1000);
        if (thread.isAlive()) {
          left.add(thread.getName());
        }
      }
    }
    return left;
  }

  @Test
  void sweepsRunAtOnceAndOneAfterAnother() throws Exception {
    LocalSpark.session();
    long listeners = listeners();
    context().setJobGroup("cell", "a user's", false);
    ExecutorService cells = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<JobOutcome>> runs = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String out = directory.resolve("at-once-" + i).toString();
        runs.add(cells.submit(() -> sweep(LocalSpark.session(), out)));
      }
      for (int i = 0; i < AT_ONCE; i++) {
        Path out = directory.resolve("at-once-" + i);
        assertThat(runs.get(i).get()).isEqualTo(new JobOutcome(0, out.toString(), null, null));
        assertThat(out.resolve("cv.csv"))
            .hasSameTextualContentAs(directory.resolve("at-once-0/cv.csv"));
      }
      for (int i = 0; i < 2; i++) {
        assertThat(sweep(LocalSpark.session(), directory.resolve("after-" + i).toString()).isDone())
            .isTrue();
      }
      assertThat(sources()).isEmpty();
      assertThat(threads()).isEmpty();
      assertThat(listeners()).isEqualTo(listeners);
      assertThat(context().getLocalProperty("spark.jobGroup.id")).isEqualTo("cell");
      assertThat(context().getLocalProperty("spark.job.description")).isEqualTo("a user's");
      assertThat(context().getLocalProperty("spark.job.interruptOnCancel")).isEqualTo("false");
      assertThat(context().getJobTags().isEmpty()).isTrue();
      assertThat(context().isStopped()).isFalse();
    } finally {
      cells.shutdownNow();
      context().clearJobGroup();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 8, 16})
  void nothingIsWrittenOnceTheFileSystemIsGone(long changes) throws Exception {
    MortalStore.addToSession();
    MortalStore.live(changes);
    try {
      JobOutcome died = sweep(LocalSpark.session(), "mortal://" + directory.resolve("died"));
      assertThat(died.isDone()).isFalse();
      assertThat(directory.resolve("died")).isNotEmptyDirectory();
      assertThat(threads()).isEmpty();
    } finally {
      MortalStore.live(Long.MAX_VALUE);
    }
  }

  @Test
  void aJobReadsViewsOfTheSessionThatItIsGiven() throws Exception {
    SparkSession own = LocalSpark.session().newSession();
    own.range(200).selectExpr("id AS x", "2 * id + sin(id) AS y").createOrReplaceTempView("cell");
    Path job =
        Files.writeString(
            directory.resolve("view.yaml"),
            """
            name: view
            data: {sql: SELECT * FROM cell, label: y, numeric: [x]}
            """);
    String[] arguments = {
      job.toString(), "--out", directory.resolve("view").toString(), "--set", "refit=statistics"
    };
    assertThat(SweepCommand.run(own, arguments).isDone()).isTrue();
    assertThat(SparkSession.active()).isSameAs(LocalSpark.session());
  }

  @Test
  void runsOfTheSameSecondHaveDirectoriesOfTheirOwn() {
    String location = "runs/x/" + directory.getFileName();
    assertThat(SweepCommand.fresh(location)).isEqualTo(location);
    assertThat(SweepCommand.fresh(location)).isEqualTo(location + "-2");
    assertThat(CompareCommand.fresh(location)).isEqualTo(location + "-3");
  }

  @Test
  void whatFailsIsReturned() {
    JobOutcome refused = SweepCommand.run(LocalSpark.session(), "--no-such-option");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.message()).startsWith("Unknown option: '--no-such-option'");
    assertThat(refused.directory()).isNull();
    JobOutcome missing = SweepCommand.run("no-such-file.yaml", "--out", directory + "/out");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.isDone()).isFalse();
    assertThat(missing.directory()).isEqualTo(directory + "/out");
    assertThat(missing.message()).contains("no-such-file.yaml").contains("there is no such file");
    assertThat(CompareCommand.run("--help").isDone()).isTrue();
    assertThat(context().isStopped()).isFalse();
  }
}
