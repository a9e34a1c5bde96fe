package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.failure.ExitCode;
import ridgeline.registry.Alias;
import ridgeline.registry.ModelRegistry;
import ridgeline.registry.ModelVersion;
import ridgeline.spark.LocalSpark;
import ridgeline.store.table.LeafTable;

/** Several retrainings of a store at the same time. */
@Tag("spark")
class RetrainRacesTest {
  @TempDir private Path directory = Path.of("");

  private Path store() {
    return directory.resolve("store");
  }

  private List<JobOutcome> atOnce(String... dates) throws Exception {
    Path table = directory.resolve("t");
    RetrainTest.write(table, 0, 10, "1");
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            "{name: m, store: '%s', data: {path: '%s', label: y, numeric: [a, b], categorical: c}, buckets: {count: 4}, validation: {count: 4}, gate: {newest: 2 days, minRows: 100, minImprovement: -1}, grid: {elasticNetParam: 0, regParam: {count: 5}}, refit: statistics}"
                .formatted(store(), table));
    List<Callable<JobOutcome>> runs = new ArrayList<>();
    for (String date : dates) {
      runs.add(() -> RetrainCommand.run(LocalSpark.session(), job.toString(), "--date", date));
    }
    ExecutorService threads = Executors.newFixedThreadPool(dates.length);
    List<JobOutcome> outcomes = new ArrayList<>();
    try {
      for (Future<JobOutcome> run : threads.invokeAll(runs)) {
        outcomes.add(run.get());
      }
    } finally {
      threads.shutdown();
    }
    return outcomes;
  }

  private ModelRegistry registry() {
    return new ModelRegistry(store().toString(), "m", new Configuration());
  }

  private int partitions() throws Exception {
    return LeafTable.open(LeafTable.locationIn(store().toString()), new Configuration())
        .snapshot()
        .leaves()
        .size();
  }

  @Test
  void theSameDateHasOneVersion() throws Exception {
    List<JobOutcome> outcomes = atOnce("2001-06-09", "2001-06-09", "2001-06-09");

    assertThat(outcomes).extracting(JobOutcome::message).containsOnlyNulls();
    assertThat(outcomes).extracting(JobOutcome::exitCode).containsOnly(ExitCode.DONE);
    assertThat(outcomes)
        .extracting(JobOutcome::directory)
        .containsOnly(outcomes.get(0).directory());
    assertThat(registry().versions()).hasSize(1);
    assertThat(registry().moves()).hasSize(1);
    assertThat(partitions()).isEqualTo(9);
  }

  /** Whichever is first, the newer date has the champion, and nothing is counted twice. */
  @Test
  void theNewerOfTwoDatesHasTheChampion() throws Exception {
    List<JobOutcome> outcomes = atOnce("2001-06-08", "2001-06-09");

    assertThat(outcomes).extracting(JobOutcome::message).containsOnlyNulls();
    assertThat(outcomes.get(1).exitCode()).isEqualTo(ExitCode.DONE);
    ModelRegistry registry = registry();
    ModelVersion champion = registry.version(registry.version(Alias.CHAMPION));
    assertThat(champion.logicalDate()).isEqualTo("2001-06-09");
    assertThat(champion.sources()).hasSize(9);
    assertThat(registry.versions().values())
        .extracting(ModelVersion::logicalDate)
        .contains("2001-06-08");
    assertThat(partitions()).isEqualTo(9);
  }
}
