package ridgeline.data.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.config.ConfigException;
import ridgeline.config.text.Digests;

/**
 * Lists the partitions of a snapshot of an Iceberg table, without reading its rows.
 *
 * <p>Deletes apply to the files of rows of the same partition and specification, and those of
 * values without a partition to all. Which rows they delete also depends on the files' sequence
 * numbers. See <a href="https://iceberg.apache.org/spec/#scan-planning">Iceberg's
 * specification</a>.
 */
final class IcebergPartitions {
  /** The files that decide on the rows of a partition, by their identities. */
  private final Map<List<SourcePartition.Key>, Map<String, IcebergFile>> found =
      new LinkedHashMap<>();

  /** The same files by the partitions as Iceberg has them, which may be finer. */
  private final Map<String, Set<List<SourcePartition.Key>>> keys = new HashMap<>();

  /** What the table's columns are in its files. */
  private final String fields;

  private IcebergPartitions(String fields) {
    this.fields = fields;
  }

  /**
   * The partitions, in the order of the values of their columns as Spark sorts them.
   *
   * @throws ConfigException if the table, or some file of it, is not partitioned by the columns
   */
  static List<SourcePartition> list(Dataset<Row> rows, List<String> by) throws ConfigException {
    IcebergTable table = IcebergTable.of(rows).orElse(null);
    if (table == null) {
      return List.of();
    }
    for (String column : by) {
      if (!table.columns().contains(column)) {
        throw SourcePartitions.refused(
            table.partitioning().isEmpty()
                ? "the Iceberg table is not partitioned; " + SourcePartitions.NO_EXPRESSIONS
                : "the Iceberg table is not partitioned by the values of %s, but by %s"
                    .formatted(column, table.partitioning()));
      }
    }
    IcebergFile.Listing listing = IcebergFile.list(table.entries(rows.sparkSession()), by);
    String timeZone = rows.sparkSession().conf().get(TableSource.TIME_ZONE);
    IcebergPartitions partitions = new IcebergPartitions(table.fields());
    listing.files().stream()
        .filter(IcebergFile::hasRows)
        .sorted((a, b) -> SourcePartitions.compare(a.values(), b.values(), listing.schema(), by))
        .forEach(
            file ->
                partitions.addRows(
                    by.stream()
                        .map(
                            column ->
                                SourcePartitions.key(
                                    file.values(), column, listing.schema(), timeZone))
                        .toList(),
                    file));
    listing.files().stream().filter(file -> !file.hasRows()).forEach(partitions::addDeletes);
    return partitions.list();
  }

  private void addRows(List<SourcePartition.Key> of, IcebergFile file) {
    found.computeIfAbsent(of, unseen -> new TreeMap<>()).put(file.identity(), file);
    keys.computeIfAbsent(file.partition(), unseen -> new LinkedHashSet<>()).add(of);
  }

  private void addDeletes(IcebergFile file) {
    Collection<List<SourcePartition.Key>> of =
        file.isOfAll() ? found.keySet() : keys.getOrDefault(file.partition(), Set.of());
    of.forEach(
        partition -> Objects.requireNonNull(found.get(partition)).put(file.identity(), file));
  }

  private List<SourcePartition> list() {
    List<SourcePartition> partitions = new ArrayList<>();
    found.forEach(
        (of, files) -> {
          MessageDigest sha256 = Digests.sha256();
          sha256.update((fields + "\n").getBytes(StandardCharsets.UTF_8));
          files
              .keySet()
              .forEach(file -> sha256.update((file + "\n").getBytes(StandardCharsets.UTF_8)));
          long bytes = files.values().stream().mapToLong(IcebergFile::bytes).sum();
          partitions.add(new SourcePartition(of, Digests.text(sha256), bytes));
        });
    return partitions;
  }
}
