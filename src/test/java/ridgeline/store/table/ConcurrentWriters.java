package ridgeline.store.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.leaf.LeveledRows;

/** Several writers of a table at the same time, on any file system. */
public final class ConcurrentWriters {
  static final LeafSpecification SPECIFICATION =
      new LeafSpecification(
          LeafSpecification.FORMAT,
          "t",
          List.of("day"),
          null,
          "parquet",
          Map.of("mergeSchema", "true"),
          "y",
          "w",
          List.of("x", "z"),
          List.of(
              new LeafSpecification.Category("c", "string"),
              new LeafSpecification.Category("d", "int")),
          LeveledRows.TERMS,
          LeveledRows.BUCKETS,
          List.of(),
          List.of("c"),
          "UTC",
          true);

  private ConcurrentWriters() {}

  static <T> List<Future<T>> atOnce(List<Callable<T>> tasks) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      return threads.invokeAll(tasks);
    } finally {
      threads.shutdown();
    }
  }

  /** All of them succeed, and the table has what each of them put there. */
  public static void ofDifferentPartitions(String location, Configuration configuration)
      throws Exception {
    LeafTable first = LeafTable.openOrCreate(location, SPECIFICATION, configuration);
    List<Callable<Void>> writers = new ArrayList<>();
    for (int k = 0; k < 6; k++) {
      String partition = "day=" + k;
      writers.add(
          () -> {
            LeafTable table = LeafTable.openOrCreate(location, SPECIFICATION, configuration);
            table
                .change(table.snapshot())
                .put(partition, "a", LeveledRows.random(1, 30).leaf())
                .commit(Map.of());
            return null;
          });
    }
    for (Future<Void> writer : atOnce(writers)) {
      writer.get();
    }

    assertThat(first.snapshot().leaves()).hasSize(6);
    assertThat(first.snapshot().version()).isEqualTo(7);
  }

  /** One succeeds, and the table has what it put there; the others are refused. */
  public static void ofOnePartition(String location, Configuration configuration) throws Exception {
    LeafTable table = LeafTable.openOrCreate(location, SPECIFICATION, configuration);
    List<LeafTable.Change> changes = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      LeafTable other = LeafTable.openOrCreate(location, SPECIFICATION, configuration);
      changes.add(
          other.change(other.snapshot()).put("day=1", "of " + k, LeveledRows.random(k, 30).leaf()));
    }
    List<Future<String>> ended =
        atOnce(
            changes.stream()
                .map(
                    change ->
                        (Callable<String>)
                            () -> {
                              try {
                                change.commit(Map.of());
                                return "";
                              } catch (StoreException e) {
                                return e.getMessage();
                              }
                            })
                .toList());
    List<String> messages = new ArrayList<>();
    for (Future<String> each : ended) {
      messages.add(each.get());
    }

    assertThat(messages).filteredOn(String::isEmpty).hasSize(1);
    assertThat(messages)
        .filteredOn(message -> !message.isEmpty())
        .containsOnly("another run has changed day=1 at the same time; run again");
    StoredLeaf stored = Objects.requireNonNull(table.snapshot().leaves().get("day=1"));
    assertThat(stored.sources()).isEqualTo("of " + messages.indexOf(""));
  }
}
