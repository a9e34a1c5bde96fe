package ridgeline.store.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafAssert;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.leaf.LeveledRows;
import ridgeline.store.leaf.Specifications;

@Tag("plain")
class LeafTableTest {
  @TempDir private Path directory = Path.of("");

  private LeafTable table() throws IOException {
    return LeafTable.openOrCreate(
        directory.toString(), ConcurrentWriters.SPECIFICATION, new Configuration());
  }

  private static void put(LeafTable table, String partition, String sources, long seed)
      throws IOException {
    table
        .change(table.snapshot())
        .put(partition, sources, LeveledRows.random(seed, 30).leaf())
        .commit(Map.of());
  }

  private static StoredLeaf stored(LeafTable table, String partition) throws IOException {
    return Objects.requireNonNull(table.snapshot().leaves().get(partition), partition);
  }

  private static Leaf read(LeafTable table, String partition) throws IOException {
    return table.read(stored(table, partition));
  }

  private long leafFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("data"))) {
      return files.filter(file -> file.toString().endsWith(".avro")).count();
    }
  }

  @Test
  void whatWasReplacedIsDeletedOnceItHasExpired() throws IOException {
    put(table(), "day=1", "a", 1);
    put(table(), "day=2", "a", 2);
    put(table(), "day=1", "b", 3);
    Leaf first = read(table(), "day=1");
    Leaf second = read(table(), "day=2");

    table().expire();
    assertThat(leafFiles()).isEqualTo(3);
    table().expireAll();
    assertThat(leafFiles()).isEqualTo(2);
    LeafAssert.assertSameBits(read(table(), "day=1"), first);
    LeafAssert.assertSameBits(read(table(), "day=2"), second);
    put(table(), "day=3", "a", 4);
    assertThat(table().snapshot().leaves()).containsOnlyKeys("day=1", "day=2", "day=3");
  }

  @Test
  void leavesAreMergedAsTheyAreRead() throws IOException {
    assertThat(table().merged(List.of()).total().rows()).isZero();
    List<LeveledRows> parts = new ArrayList<>();
    for (int day = 1; day <= 7; day++) {
      put(table(), "day=" + day, "a", day);
      parts.add(LeveledRows.random(day, 30));
      Leaf merged = table().merged(table().snapshot().leaves().values());
      LeafAssert.assertSameRows(
          day + " days", merged, LeveledRows.all(parts).leaf().withoutSlices());
    }
  }

  @Test
  void leavesThatDoNotFitInMemoryAreRefused() throws IOException {
    put(table(), "day=1", "a", 1);
    assertThat(stored(table(), "day=1").bytes())
        .isEqualTo(Files.size(Path.of(stored(table(), "day=1").location())));
    List<StoredLeaf> year = Collections.nCopies(365, new StoredLeaf("day", "a", "file", 1 << 20));
    LeafTable.requireMemory(year, 12L << 20);
    assertThatThrownBy(() -> LeafTable.requireMemory(year, 11L << 20))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "the statistics of 365 partitions need 12 MiB of memory in the driver, which has 11 MiB available; raise spark.driver.memory (--driver-memory)");
  }

  /** Its metadata still names the place where it was made, also after it was copied again. */
  @Test
  void aCopyHasFilesOfItsOwn(@TempDir Path elsewhere) throws IOException {
    put(table(), "day=1", "a", 1);
    put(table(), "day=2", "a", 2);
    Leaf first = read(table(), "day=1");
    Leaf second = read(table(), "day=2");
    Path copy = copy(directory, elsewhere.resolve("copy"));
    LeafTable copied = LeafTable.open(copy.toString(), new Configuration());
    copied.change(copied.snapshot()).remove("day=1").commit(Map.of());
    copied.expireAll();
    put(copied, "day=3", "a", 3);

    LeafAssert.assertSameBits(read(table(), "day=1"), first);
    assertThat(leafFiles()).isEqualTo(2);
    Path again = copy(copy, elsewhere.resolve("again"));
    for (Path gone : List.of(directory, copy)) {
      Files.move(gone.resolve("data"), gone.resolve("moved"));
    }
    LeafTable last = LeafTable.open(again.toString(), new Configuration());
    assertThat(last.snapshot().leaves()).containsOnlyKeys("day=2", "day=3");
    LeafAssert.assertSameBits(read(last, "day=2"), second);
    LeafAssert.assertSameBits(read(last, "day=3"), LeveledRows.random(3, 30).leaf());
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return to;
  }

  @Test
  void aLeafIsReadAsItWasWritten() throws IOException {
    put(table(), "day=1", "a", 1);

    LeafTable opened = LeafTable.open(directory.toString(), new Configuration());
    assertThat(opened.specification()).isEqualTo(ConcurrentWriters.SPECIFICATION);
    StoredLeaf stored = stored(opened, "day=1");
    assertThat(stored.partition()).isEqualTo("day=1");
    assertThat(stored.sources()).isEqualTo("a");
    LeafAssert.assertSameBits(opened.read(stored), LeveledRows.random(1, 30).leaf());
  }

  /** Any order of additions, replacements and removals leaves what the last of each put there. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theTableHasWhatWasPutLast(long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, Long> expected = new HashMap<>();
    LeafTable table = table();
    for (int step = 0; step < 12; step++) {
      LeafTable.Change change = table.change(table.snapshot());
      for (int k = random.nextInt(3); k >= 0; k--) {
        String partition = "day=" + random.nextInt(4);
        if (random.nextInt(3) == 0) {
          change.remove(partition);
          expected.remove(partition);
        } else {
          long rows = random.nextInt(100);
          change.put(partition, "of " + rows, LeveledRows.random(rows, 30).leaf());
          expected.put(partition, rows);
        }
      }
      change.commit(Map.of());
    }

    LeafTable opened = LeafTable.open(directory.toString(), new Configuration());
    assertThat(opened.snapshot().leaves().keySet()).isEqualTo(expected.keySet());
    for (Map.Entry<String, Long> each : expected.entrySet()) {
      String partition = each.getKey();
      long rows = each.getValue();
      assertThat(stored(opened, partition).sources()).isEqualTo("of " + rows);
      LeafAssert.assertSameBits(read(opened, partition), LeveledRows.random(rows, 30).leaf());
    }
  }

  @Test
  void writersOfDifferentPartitionsAllSucceed() throws Exception {
    ConcurrentWriters.ofDifferentPartitions(directory.toString(), new Configuration());
  }

  @Test
  void ofWritersOfAPartitionOneSucceeds() throws Exception {
    ConcurrentWriters.ofOnePartition(directory.toString(), new Configuration());
  }

  @Test
  void aReplacementThatAnotherOverwroteIsRefused() throws IOException {
    LeafTable table = table();
    put(table, "day=1", "first", 1);
    LeafTable.Snapshot before = table.snapshot();
    put(table, "day=1", "second", 2);

    LeafTable.Change late =
        table.change(before).put("day=1", "third", LeveledRows.random(3, 30).leaf());
    assertThatThrownBy(() -> late.commit(Map.of()))
        .isInstanceOf(StoreException.class)
        .hasMessage("another run has changed day=1 at the same time; run again");
    LeafTable.Change removal = table.change(before).remove("day=1");
    assertThatThrownBy(() -> removal.commit(Map.of())).isInstanceOf(StoreException.class);
    assertThat(stored(table, "day=1").sources()).isEqualTo("second");
  }

  /** No leaf was added since, so only the check for removals can see it. */
  @Test
  void aReplacementOfWhatAnotherRemovedIsRefused() throws IOException {
    LeafTable table = table();
    put(table, "day=1", "first", 1);
    LeafTable.Snapshot before = table.snapshot();
    table.change(before).remove("day=1").commit(Map.of());

    LeafTable.Change late =
        table.change(before).put("day=1", "second", LeveledRows.random(3, 30).leaf());
    assertThatThrownBy(() -> late.commit(Map.of())).isInstanceOf(StoreException.class);
    assertThat(table.snapshot().leaves()).isEmpty();
    try (Stream<Path> files = Files.list(directory.resolve("data"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".avro")))
          .as("the file of the refused leaf is removed")
          .hasSize(1);
    }
  }

  /** A leaf, a manifest and a version of the metadata that their writers did not commit. */
  @Test
  void whatDeadWritersLeftIsRemovedOnceADay() throws IOException {
    Instant now = Instant.now();
    LeafTable table = table();
    put(table, "day=1", "first", 1);
    StoredLeaf replaced = stored(table, "day=1");
    put(table, "day=1", "second", 2);
    put(table, "day=2", "first", 3);
    Path metadata = directory.resolve("metadata");
    List<Path> orphans = new ArrayList<>();
    orphans.add(uncommitted(table));
    orphans.add(Files.createFile(metadata.resolve("9f-m0.avro")));
    orphans.add(Files.createFile(metadata.resolve(".v2.metadata.json9f")));
    for (String part : List.of("data", "metadata")) {
      try (Stream<Path> files = Files.list(directory.resolve(part))) {
        for (Path file : files.toList()) {
          age(file, now.minus(Duration.ofDays(7)));
        }
      }
    }
    Path young = uncommitted(table);
    age(young, now.minus(Duration.ofDays(6).minusHours(1)));

    table.expire(now);
    assertThat(orphans).as("a commit before was on the same day").allMatch(Files::exists);
    table.expire(now.plus(Duration.ofHours(24)));

    assertThat(orphans).noneMatch(Files::exists);
    assertThat(young).exists();
    LeafTable opened = LeafTable.open(directory.toString(), new Configuration());
    LeafAssert.assertSameBits(read(opened, "day=1"), LeveledRows.random(2, 30).leaf());
    LeafAssert.assertSameBits(opened.read(replaced), LeveledRows.random(1, 30).leaf());
    put(opened, "day=2", "second", 4);
    assertThat(opened.snapshot().leaves()).hasSize(2);
  }

  /** A first fill of more than a week, whose files another run takes for left behind. */
  @Test
  void whatWasRemovedIsNotCommitted() throws IOException {
    LeafTable table = table();
    LeafTable.Change slow = table.change(table.snapshot());
    slow.put("day=1", "a", LeveledRows.random(1, 30).leaf());
    for (Path file : dataFiles()) {
      age(file, Instant.now().minus(Duration.ofDays(8)));
    }
    slow.put("day=2", "a", LeveledRows.random(2, 30).leaf());
    LeafTable other = table();
    put(other, "day=3", "a", 3);
    other.expire();

    assertThatThrownBy(() -> slow.commit(Map.of()))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "the statistics of day=1 were removed from %s before they were committed, as is done"
                    .formatted(directory)
                + " after 7 days; run it again, on fewer partitions at a time");
    assertThat(table().snapshot().leaves()).containsOnlyKeys("day=3");
    assertThat(leafFiles()).as("that of day=2 is removed, too").isEqualTo(1);
  }

  /** The file of a leaf that is never committed. */
  private Path uncommitted(LeafTable table) throws IOException {
    Set<Path> before = dataFiles();
    table.change(table.snapshot()).put("day=3", "x", LeveledRows.random(5, 30).leaf());
    Set<Path> after = dataFiles();
    after.removeAll(before);
    return after.iterator().next();
  }

  private Set<Path> dataFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("data"))) {
      return files.collect(Collectors.toCollection(HashSet::new));
    }
  }

  private static void age(Path file, Instant time) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(time));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"metadata.json", ".avro"})
  void damagedMetadataIsRefused(String name) throws IOException {
    put(table(), "day=1", "a", 1);
    try (Stream<Path> files = Files.list(directory.resolve("metadata"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(name)).toList()) {
        Files.writeString(file, "{}");
      }
    }
    assertThatThrownBy(() -> LeafTable.open(directory.toString(), new Configuration()).snapshot())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(" cannot be read: ")
        .hasMessageEndingWith(
            "; put the files of the store back from a copy of it, or fill another one with"
                + " jobs/retrain --from and --to")
        .message()
        .doesNotContain("null", "Source");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(
            () ->
                LeafTable.openOrCreate(
                    file.toString(), ConcurrentWriters.SPECIFICATION, new Configuration()))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(file + " cannot be changed: ");
  }

  @Test
  void anOldSnapshotIsStillReadable() throws IOException {
    LeafTable table = table();
    put(table, "day=1", "first", 1);
    StoredLeaf before = stored(table, "day=1");
    put(table, "day=1", "second", 2);

    LeafAssert.assertSameBits(table.read(before), LeveledRows.random(1, 30).leaf());
    LeafAssert.assertSameBits(read(table, "day=1"), LeveledRows.random(2, 30).leaf());
  }

  @Test
  void aChangeThatIsNotCommittedIsNotSeen() throws IOException {
    LeafTable table = table();
    table.change(table.snapshot()).put("day=1", "a", LeveledRows.random(1, 30).leaf());

    assertThat(table.snapshot().leaves()).isEmpty();
    put(table, "day=1", "b", 2);
    assertThat(stored(table, "day=1").sources()).isEqualTo("b");
  }

  @Test
  void aDamagedLeafIsRefused() throws IOException {
    LeafTable table = table();
    put(table, "day=1", "a", 1);
    Path file = Path.of(stored(table, "day=1").location());
    byte[] content = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      byte[] damaged = content.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      assertThatThrownBy(() -> read(table, "day=1"))
          .isInstanceOf(StoreException.class)
          .hasMessageStartingWith("the statistics of day=1 cannot be read: ")
          .hasMessageEndingWith("does not have the checksum in its name");
    }
    Files.write(file, Arrays.copyOf(content, content.length / 2));
    assertThatThrownBy(() -> read(table, "day=1")).isInstanceOf(StoreException.class);
    Files.delete(file);
    assertThatThrownBy(() -> read(table, "day=1")).isInstanceOf(StoreException.class);
  }

  @Test
  void theLeafOfAnotherPartitionIsRefused() throws IOException {
    LeafTable table = table();
    put(table, "day=1", "a", 1);
    put(table, "day=2", "a", 2);
    Files.copy(
        Path.of(stored(table, "day=2").location()),
        Path.of(stored(table, "day=1").location()),
        StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> read(table, "day=1"))
        .isInstanceOf(StoreException.class)
        .hasMessageEndingWith("does not have the checksum in its name");
  }

  @Test
  void statisticsOfOtherFeaturesAreRefused() throws IOException {
    table();
    LeafSpecification other =
        Specifications.of(List.of("x"), List.of(), 3, LeveledRows.TERMS.get(0));
    assertThatThrownBy(
            () -> LeafTable.openOrCreate(directory.toString(), other, new Configuration()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("has statistics of other features")
        .hasMessageContaining("choose another store");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\\"format\\\" : 2 | \\\"format\\\" : 1 | the statistics of %s cannot be used:"
            + " ridgeline.specification: has format 1, but this release reads format 2",
        "ridgeline.specification | x | %s is a table, but not one of this release's statistics"
      })
  void statisticsOfAnotherReleaseAreRefusedWithWhatToDo(String text, String other, String message)
      throws IOException {
    put(table(), "day=1", "a", 1);
    try (Stream<Path> files = Files.list(directory.resolve("metadata"))) {
      for (Path file : files.filter(each -> each.toString().endsWith("metadata.json")).toList()) {
        String content = Files.readString(file);
        assertThat(content).contains(text);
        Files.writeString(file, content.replace(text, other));
      }
    }

    assertThatThrownBy(() -> LeafTable.open(directory.toString(), new Configuration()))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            message.formatted(directory)
                + "; give another store, and fill it with jobs/retrain --from ... --to ...");
  }

  @Test
  void nothingIsNotATable() {
    String nowhere = directory.resolve("nowhere").toString();
    assertThatThrownBy(() -> LeafTable.open(nowhere, new Configuration()))
        .isInstanceOf(StoreException.class)
        .hasMessage(nowhere + " has no statistics; check the location");
  }
}
