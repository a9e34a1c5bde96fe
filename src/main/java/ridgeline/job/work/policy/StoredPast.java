package ridgeline.job.work.policy;

import java.io.IOException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.secret.Redaction;
import ridgeline.data.DataException;
import ridgeline.store.pass.JobDesign;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;
import ridgeline.store.window.DatedLeaf;
import ridgeline.store.window.LeafReader;
import ridgeline.store.window.PartitionDates;

/** The statistics of a store, and the job file they were kept for. The table is not opened. */
public final class StoredPast {
  private final LeafTable store;
  private final LeafTable.Snapshot snapshot;
  private final JobDesign design;
  private final TreeMap<LocalDate, List<String>> partitions = new TreeMap<>();

  private StoredPast(LeafTable store, LeafTable.Snapshot snapshot, JobDesign design) {
    this.store = store;
    this.snapshot = snapshot;
    this.design = design;
    PartitionDates dates = PartitionDates.of(snapshot.leaves().keySet());
    for (StoredLeaf leaf : snapshot.leaves().values()) {
      if (!leaf.isForgotten()) {
        dates
            .of(leaf.partition())
            .ifPresent(
                date ->
                    partitions.merge(
                        date,
                        List.of(leaf.partition()),
                        (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
      }
    }
  }

  /**
   * Opens the store of a job file.
   *
   * @throws ConfigException if the job file has too many features
   * @throws DataException if the store has no partition with a date
   * @throws ridgeline.store.table.StoreException if the store has no statistics, or of other
   *     features than the job file
   */
  public static StoredPast open(Configuration configuration, RetrainConfig config)
      throws ConfigException, IOException {
    LeafTable store = LeafTable.open(LeafTable.locationIn(config.store()), configuration);
    JobDesign design =
        JobDesign.of(
            config.data(),
            config.partition().by(),
            config.buckets(),
            config.gate().slices(),
            store.specification());
    store.requireOf(design.specification());
    StoredPast past = new StoredPast(store, store.snapshot(), design);
    if (past.partitions.isEmpty()) {
      throw new DataException(
          "%s has no statistics of a partition with a date; run jobs/retrain first"
              .formatted(Redaction.location(config.store())));
    }
    return past;
  }

  /** The number of the version of the statistics, which every change of them increases. */
  public long version() {
    return snapshot.version();
  }

  JobDesign design() {
    return design;
  }

  /**
   * The dates of the partitions up to one, by name, in order.
   *
   * @param from null, or a date that has to be in their range
   * @param to null for all dates, or a date that has to be in their range
   */
  Map<String, LocalDate> dates(@Nullable LocalDate from, @Nullable LocalDate to) {
    requireStored("--from", from);
    requireStored("--to", to);
    Map<String, LocalDate> dates = new LinkedHashMap<>();
    partitions
        .headMap(to == null ? partitions.lastKey() : to, true)
        .forEach((date, names) -> names.forEach(name -> dates.put(name, date)));
    return dates;
  }

  private void requireStored(String option, @Nullable LocalDate date) {
    if (date != null
        && (date.isBefore(partitions.firstKey()) || date.isAfter(partitions.lastKey()))) {
      throw new DataException(
          "%s %s is %s the stored dates, which are %s to %s"
              .formatted(
                  option,
                  date,
                  date.isBefore(partitions.firstKey()) ? "before" : "after",
                  partitions.firstKey(),
                  partitions.lastKey()));
    }
  }

  /** The leaves of some partitions that have rows, in the same order. */
  List<DatedLeaf> read(Map<String, LocalDate> dates) throws IOException {
    return new LeafReader(store).read(snapshot, dates, date -> false);
  }
}
