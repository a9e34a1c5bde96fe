package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.job.failure.ExitCode;
import ridgeline.registry.Alias;
import ridgeline.registry.ModelRegistry;

/**
 * A retraining dies at the last changes that it makes to the store, and at some before them with
 * the same distance: {@code -Dridgeline.deaths=1} is for all.
 */
@Tag("faults")
class RetrainDeathsIT {
  private static final int DISTANCE = Integer.getInteger("ridgeline.deaths", 60);

  private static final int LAST = 3;

  private int minImprovement;

  @TempDir private Path directory = Path.of("");

  private final Configuration configuration = new Configuration();

  @AfterEach
  void revive() {
    MortalStore.live(Long.MAX_VALUE);
  }

  private String store(String name) {
    return "mortal://" + directory.resolve(name);
  }

  private JobRun retrain(String store, String date) throws IOException {
    String job =
        "{name: m, store: '%s', data: {path: '%s', label: y, numeric: [a, b], categorical: c}, buckets: {count: 4}, validation: {count: 4}, gate: {newest: 2 days, minRows: 100, minImprovement: %d}, grid: {elasticNetParam: 0, regParam: {count: 5}}, refit: statistics}"
            .formatted(store(store), directory.resolve("t"), minImprovement);
    Path file = Files.writeString(directory.resolve("job.yaml"), job);
    return JobRun.of(
        command -> RetrainCommand.run(command).exitCode(),
        List.of(file.toString(), "--date", date));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private ModelRegistry registry(String store) {
    return new ModelRegistry(store(store), "m", configuration);
  }

  private Map<String, String> end(String store) throws IOException {
    return StoreEnd.of(store(store), "m", configuration);
  }

  /** A candidate that is promoted, and one that is refused. */
  @ParameterizedTest
  @CsvSource({"-1, CHAMPION", "1, CHALLENGER"})
  void theNextRunEndsAsIfNoneHadDied(int minImprovement, Alias alias) throws IOException {
    this.minImprovement = minImprovement;
    MortalStore.addTo(configuration);
    MortalStore.addToSession();
    RetrainTest.write(directory.resolve("t"), 0, 9, "1");
    JobRun before = retrain("before", "2001-06-08");
    assertThat(before.exitCode()).as(before.err()).isEqualTo(ExitCode.DONE);
    copy(directory.resolve("before"), directory.resolve("undisturbed"));
    MortalStore.live(1_000_000);
    JobRun undisturbed = retrain("undisturbed", "2001-06-09");
    long changes = 1_000_000 - MortalStore.left();
    Map<String, String> end = end("undisturbed");
    assertThat(registry("undisturbed").aliases()).containsEntry(alias, 2L);
    assertThat(changes).isGreaterThan(40);

    for (long death :
        LongStream.rangeClosed(1, changes)
            .filter(n -> n % DISTANCE == 0 || n > changes - LAST)
            .toArray()) {
      String store = "death" + death;
      copy(directory.resolve("before"), directory.resolve(store));
      MortalStore.live(death);
      int exitCode = retrain(store, "2001-06-09").exitCode();
      MortalStore.live(Long.MAX_VALUE);
      StoreEnd.requireWhole(registry(store));
      JobRun next = retrain(store, "2001-06-09");

      assertThat(exitCode)
          .as("death at change %d of %d", death, changes)
          .isNotEqualTo(undisturbed.exitCode());
      assertThat(next.exitCode()).as(next.err()).isEqualTo(undisturbed.exitCode());
      assertThat(end(store)).as("death at change %d of %d", death, changes).isEqualTo(end);
    }
  }
}
