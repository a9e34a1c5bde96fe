package ridgeline.store.pass;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.DataConfig;
import ridgeline.config.retrain.BucketsConfig;
import ridgeline.data.DataException;
import ridgeline.data.TrainingRows;
import ridgeline.data.design.Design;
import ridgeline.data.design.DesignResolver;
import ridgeline.data.source.FileColumns;
import ridgeline.data.source.FileValues;
import ridgeline.data.source.PartitionEntries;
import ridgeline.data.source.SourcePartition;
import ridgeline.data.source.TablePartitions;
import ridgeline.data.source.TableReader;
import ridgeline.data.source.TableVersion;
import ridgeline.data.sql.Expressions;
import ridgeline.data.table.TableFeatures;
import ridgeline.data.table.TrainingTable;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.table.LeafTable;

/** A table in partitions, whose leaves are computed from any of them without reading the others. */
public final class PartitionedTable {
  /** The leaves of one pass take at most one of so many parts of the driver's memory. */
  private static final int MEMORY_PARTS = 8;

  /** Statistics of a level take as much as those of a bucket. */
  private static final int MAX_SLICES = 100;

  private final Dataset<Row> rows;
  private final DataConfig data;
  private final TablePartitions partitions;
  private final Map<String, String> columnTypes;
  private final LeafSpecification specification;
  private @Nullable FileColumns columns;

  private PartitionedTable(
      Dataset<Row> rows,
      DataConfig data,
      TablePartitions partitions,
      Map<String, String> columnTypes,
      LeafSpecification specification) {
    this.rows = rows;
    this.data = data;
    this.partitions = partitions;
    this.columnTypes = columnTypes;
    this.specification = specification;
  }

  /**
   * Opens a table; lists its files, reads its schema, and the columns of expressions in {@code by}.
   *
   * @param data which neither imputes nor has a vector or a formula, as the rules of job files say
   * @param by its partition columns, or expressions over any columns; at least one
   * @param buckets number of buckets of each partition
   * @param bucketsBy expressions whose equal values are in one bucket; label, weight and features
   *     if empty
   * @param slices categorical expressions of whose levels statistics are kept, too
   * @param store that is to have its statistics, checked before a file is read; null if there is
   *     none yet
   * @param known where it is kept which files have rows of which partitions; null if it is not
   * @throws ConfigException if columns or expressions do not fit the table
   * @throws ridgeline.data.DataException if the table cannot be opened
   * @throws ridgeline.store.table.StoreException if the store has statistics of something else
   * @throws IOException if a file of it cannot be read
   */
  public static PartitionedTable open(
      SparkSession spark,
      DataConfig data,
      List<String> by,
      int buckets,
      List<String> bucketsBy,
      List<String> slices,
      @Nullable LeafTable store,
      @Nullable KnownFiles known)
      throws ConfigException, IOException {
    Dataset<Row> rows = TableReader.open(spark, data);
    PartitionEntries entries = PartitionEntries.of(rows, by);
    @Nullable TablePartitions ofColumns =
        entries.hasExpressions() ? null : TablePartitions.ofColumns(rows, entries);
    List<Problem> problems = new ArrayList<>();
    if (data.where() != null) {
      new Expressions(rows, problems, false).requireBoolean("data.where", data.where());
    }
    List<String> readers = Stream.concat(entries.sql().stream(), bucketsBy.stream()).toList();
    int ofPartitions = entries.sql().size();
    Design design =
        DesignResolver.ofTable(
                rows,
                data,
                readers,
                k ->
                    k < ofPartitions
                        ? "partition.by[%d]".formatted(k)
                        : "buckets.by[%d]".formatted(k - ofPartitions),
                problems)
            .resolve();
    slices.stream()
        .filter(slice -> !design.categorical().contains(slice))
        .forEach(
            slice ->
                problems.add(
                    new Problem(
                        "gate.slices",
                        "%s is not one of the categorical features, %s"
                            .formatted(slice, design.categorical()))));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    LeafSpecification specification =
        JobDesign.specification(
            rows, data, by, new BucketsConfig(buckets, bucketsBy), design, slices);
    if (store != null) {
      store.requireOf(specification);
    }
    Map<String, String> columnTypes = entries.types();
    TablePartitions partitions =
        ofColumns != null
            ? ofColumns
            : TablePartitions.ofExpressions(
                rows,
                entries,
                known == null ? FileValues.NONE : known.read(specification, columnTypes));
    return new PartitionedTable(rows, data, partitions, columnTypes, specification);
  }

  /** All partitions, in the order of the values of their columns. */
  public List<SourcePartition> partitions() {
    return partitions.list();
  }

  /** Total size of the files that some partitions have rows in. */
  public long bytes(List<SourcePartition> chosen) {
    return partitions.bytes(chosen);
  }

  /** Which files have rows of which partitions, as far as files were read for it. */
  FileValues files() {
    return partitions.values();
  }

  /** The types of the columns that expressions in {@code by} read, by name. */
  Map<String, String> columnTypes() {
    return columnTypes;
  }

  /** The version of a Delta or Iceberg table; null if it is none. */
  public @Nullable TableVersion version() {
    return TableVersion.of(rows).orElse(null);
  }

  /** What the leaves are statistics of. */
  public LeafSpecification specification() {
    return specification;
  }

  /**
   * What keeps some partitions from being read as the table is, such as {@code has no column x}.
   * Only the schemas of their files are read, each once.
   *
   * @param chosen some of {@link #partitions}
   * @return the fault of each partition that has one, by its name
   * @throws ridgeline.data.DataException if the schema of a file cannot be read
   * @throws IOException if the thread is interrupted
   */
  public Map<String, String> faults(List<SourcePartition> chosen)
      throws ConfigException, IOException {
    if (chosen.isEmpty()) {
      return Map.of();
    }
    if (columns == null) {
      Dataset<Row> filtered = data.where() == null ? rows : rows.filter(data.where());
      Column[] read =
          Stream.concat(pass().ofRows(), specification.bucketsBy().stream())
              .map(functions::expr)
              .toArray(Column[]::new);
      columns = partitions.columns(filtered.select(read));
    }
    Map<String, String> faults = new LinkedHashMap<>();
    columns.faults(chosen).forEach((partition, fault) -> faults.put(partition.name(), fault));
    return faults;
  }

  /**
   * Computes leaves in one pass over the rows of their partitions, and one before it over their
   * categories if there are any; in several such passes over some partitions each, after one over
   * the categories of all, if the leaves of all would take more than a part of the driver's memory.
   *
   * @param chosen some of {@link #partitions}, in the same order
   * @param sink gets the leaf of each, which is empty if no row has a positive weight
   * @throws ridgeline.data.DataException if rows cannot be used
   */
  public void collect(List<SourcePartition> chosen, BiConsumer<SourcePartition, Leaf> sink)
      throws ConfigException {
    collect(chosen, Runtime.getRuntime().maxMemory() / MEMORY_PARTS, sink);
  }

  /**
   * Computes leaves in passes.
   *
   * @param maxBytes memory for the leaves of one pass, unless it is of one partition
   */
  void collect(List<SourcePartition> chosen, long maxBytes, BiConsumer<SourcePartition, Leaf> sink)
      throws ConfigException {
    if (chosen.isEmpty()) {
      return;
    }
    DataConfig read = read(chosen);
    @Nullable TrainingTable table = unlessEmpty(chosen, read, () -> prepare(chosen, read));
    if (table == null) {
      putEmpty(chosen, sink);
      return;
    }
    requireFewLevels(table);
    long fitting = Math.max(1, maxBytes / bytes(table));
    if (chosen.size() > fitting) {
      for (List<SourcePartition> some : parts(chosen, fitting)) {
        collect(some, Long.MAX_VALUE, sink);
      }
      return;
    }
    @Nullable List<Leaf> leaves =
        unlessEmpty(chosen, read, () -> pass().leaves(table, chosen.size()));
    if (leaves == null) {
      putEmpty(chosen, sink);
      return;
    }
    for (int p = 0; p < chosen.size(); p++) {
      sink.accept(chosen.get(p), leaves.get(p));
    }
  }

  /** Consecutive partitions, about as many in each part. */
  private static List<List<SourcePartition>> parts(List<SourcePartition> chosen, long most) {
    int count = (int) ((chosen.size() + most - 1) / most);
    return IntStream.range(0, count)
        .mapToObj(
            part ->
                chosen.subList(
                    (int) ((long) chosen.size() * part / count),
                    (int) ((long) chosen.size() * (part + 1) / count)))
        .toList();
  }

  /** The rows of some partitions. */
  private DataConfig read(List<SourcePartition> chosen) {
    String condition = PartitionIndex.condition(chosen);
    String where =
        data.where() == null ? condition : "(%s\n) AND (%s)".formatted(data.where(), condition);
    return data.with(where, specification.numeric());
  }

  /** What fails if there are no rows of positive weight. */
  @FunctionalInterface
  private interface OfRows<T> {
    T get() throws ConfigException;
  }

  /** A result, or null if there are no rows. */
  private <T> @Nullable T unlessEmpty(List<SourcePartition> chosen, DataConfig read, OfRows<T> work)
      throws ConfigException {
    try {
      return work.get();
    } catch (DataException e) {
      if (isEmpty(partitions.rows(chosen).filter(read.where()))) {
        return null;
      }
      throw e;
    }
  }

  private void putEmpty(List<SourcePartition> chosen, BiConsumer<SourcePartition, Leaf> sink) {
    chosen.forEach(partition -> sink.accept(partition, Leaf.empty(specification)));
  }

  /** Looks at the categories of rows. */
  private TrainingTable prepare(List<SourcePartition> chosen, DataConfig read)
      throws ConfigException {
    return TrainingTable.prepare(
        partitions.rows(chosen),
        read,
        pass().folds(PartitionIndex.position(chosen), chosen.size()),
        false);
  }

  private LeafPass pass() {
    return new LeafPass(specification);
  }

  /** Memory of the moments of one leaf. */
  private long bytes(TrainingTable table) {
    List<List<String>> levels = Objects.requireNonNull(table.raw()).levels();
    long parts =
        specification.buckets()
            + specification.sliceColumns().stream().mapToLong(c -> levels.get(c).size()).sum();
    return parts * Moments.bytes(table.names().size());
  }

  private void requireFewLevels(TrainingTable table) {
    List<List<String>> all = Objects.requireNonNull(table.raw()).levels();
    for (int column : specification.sliceColumns()) {
      int levels = all.get(column).size();
      if (levels > MAX_SLICES) {
        throw new DataException(
            "%s has %,d levels in the partitions to read, and gate.slices takes at most %,d; take another category, or none"
                .formatted(
                    specification.categorical().get(column).expression(), levels, MAX_SLICES));
      }
    }
  }

  /** Whether no row has a weight other than 0; reads no more than it has to. */
  private boolean isEmpty(Dataset<Row> chosen) {
    return (specification.weight() == null
            ? chosen
            : TrainingRows.weighted(chosen, functions.expr(specification.weight())))
        .isEmpty();
  }

  /**
   * How the features of rows are built for a model, without reading any.
   *
   * @param levels of each category
   */
  public TableFeatures features(List<List<String>> levels) throws ConfigException {
    return TrainingTable.features(rows, data.with(data.where(), specification.numeric()), levels);
  }
}
