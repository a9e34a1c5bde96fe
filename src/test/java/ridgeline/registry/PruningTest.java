package ridgeline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("plain")
class PruningTest {
  private static final Instant NOW = Instant.parse("2030-06-07T00:00:00Z");

  @TempDir private Path directory = Path.of("");

  private ModelRegistry registry() {
    return new ModelRegistry(directory.toString(), "flights", new Configuration());
  }

  private void publish(int count) throws IOException {
    for (int k = 1; k <= count; k++) {
      WrittenVersion.publish(registry(), "m" + k);
    }
  }

  private static Pruning.Removed removed(int version) {
    return new Pruning.Removed("m" + version, (long) version);
  }

  @Test
  void theNewestVersionsAndThoseWithAnAliasKeepTheirFiles() throws IOException {
    publish(6);
    registry().move(Alias.CHAMPION, null, 1, NOW, "ann", "first");
    registry().move(Alias.CHAMPION, 1L, 3, NOW, "ann", "second");
    registry().move(Alias.CHALLENGER, null, 4, NOW, "ann", "third");

    List<Pruning.Removed> removed = new Pruning(registry(), 1).run(NOW);

    assertThat(removed).containsExactly(removed(2), removed(5));
    assertThat(registry().directories()).containsExactly("m1", "m3", "m4", "m6");
    assertThat(registry().versions()).hasSize(6);
    for (long number = 1; number <= 6; number++) {
      assertThat(registry().hasFiles(registry().version(number)))
          .as("version %d", number)
          .isEqualTo(number != 2 && number != 5);
    }
    assertThat(registry().hasDirectory("m2")).isTrue();
    assertThat(registry().hasDirectory("m7")).isFalse();
    assertThat(new Pruning(registry(), 1).run(NOW)).isEmpty();
  }

  /** Another run may have recorded it, and be about to move the alias. */
  @Test
  void aVersionThatMayBecomeTheChampionKeepsItsFiles() throws IOException {
    publish(1);
    registry().move(Alias.CHAMPION, null, 1, NOW, "ann", "first");
    WrittenVersion.publish(registry(), "promoted");
    WrittenVersion.publish(registry(), "refused");
    WrittenVersion.publish(registry(), "newest");

    assertThat(new Pruning(registry(), 1).run(NOW))
        .containsExactly(new Pruning.Removed("refused", 3L));
    registry().move(Alias.CHAMPION, 1L, 4, NOW, "ann", "second");
    assertThat(new Pruning(registry(), 1).run(NOW))
        .containsExactly(new Pruning.Removed("promoted", 2L));
  }

  @Test
  void asManyVersionsAsAreKeptStay() throws IOException {
    publish(3);
    assertThat(new Pruning(registry(), 3).run(NOW)).isEmpty();
    assertThat(new Pruning(registry(), 30).run(NOW)).isEmpty();
    assertThat(new Pruning(registry(), 2).run(NOW)).containsExactly(removed(1));
    assertThat(new Pruning(registry(), 1).run(NOW)).containsExactly(removed(2));
    assertThatThrownBy(() -> new Pruning(registry(), 0))
        .isInstanceOf(RegistryException.class)
        .hasMessage("the number of versions to keep must be >= 1, got: 0");
  }

  @Test
  void aDirectoryOfARunThatMayStillWriteStays() throws IOException {
    publish(1);
    WrittenVersion.write(registry(), "young");
    WrittenVersion.write(registry(), "old");
    WrittenVersion.write(registry(), "writing");
    age("young", NOW.minus(Duration.ofHours(23)));
    age("old", NOW.minus(Duration.ofHours(25)));
    age("writing", NOW.minus(Duration.ofHours(25)));
    Path file = directory.resolve("models/flights/writing/model/stages/part-0");
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofHours(1))));

    assertThat(new Pruning(registry(), 1).run(NOW))
        .containsExactly(new Pruning.Removed("old", null));
    assertThat(registry().directories()).containsExactly("m1", "writing", "young");
    assertThat(registry().hasDirectory("old")).isFalse();
  }

  @Test
  void severalMayPruneAtOnce() throws Exception {
    publish(8);
    WrittenVersion.write(registry(), "old");
    age("old", NOW.minus(Duration.ofHours(25)));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<List<Pruning.Removed>> prune = () -> new Pruning(registry(), 2).run(NOW);
      for (var result : threads.invokeAll(Collections.nCopies(4, prune))) {
        result.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(registry().directories()).containsExactly("m7", "m8");
  }

  private void age(String name, Instant time) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("models/flights").resolve(name))) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(time));
      }
    }
  }

  @Test
  void aPrunedVersionIsNotMadeTheChampion() throws IOException {
    publish(2);
    new Pruning(registry(), 1).run(NOW);
    assertThatThrownBy(() -> new ChampionChange(registry()).promote(1, NOW, "ann", "x"))
        .isInstanceOf(RegistryException.class)
        .hasMessageEndingWith(
            "m1/retrain.json is missing; the files of this version were removed, and jobs/models list shows which versions have theirs");
  }
}
