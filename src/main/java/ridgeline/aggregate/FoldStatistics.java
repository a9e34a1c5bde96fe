package ridgeline.aggregate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import ridgeline.aggregate.row.InternalRows;
import ridgeline.aggregate.row.RowValidation;
import ridgeline.aggregate.row.SquareRange;
import ridgeline.data.UnusableRowsException;
import ridgeline.data.columns.InternalColumns;
import ridgeline.data.columns.RawTable;
import ridgeline.data.columns.RoundRobinCoalescer;
import ridgeline.data.table.TrainingTable;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Kernel;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;
import scala.Tuple2;

/**
 * The moments of every fold, from one pass over {@link ridgeline.data.TrainingRows}.
 *
 * <p>Partitions are merged in the order of their numbers, regardless of the order in which tasks
 * finish, so the same partitioning gives the same bits. Small statistics are merged by the driver,
 * large ones by tasks, each with some of the folds. A partition sends the folds that have rows in
 * it, and fold 0 with its counts.
 *
 * @param moments the moments of each fold
 * @param validation counts of the rows that were read
 * @param groups what is known of groups of consecutive folds; none unless they were asked for
 */
public record FoldStatistics(
    FoldMoments moments, RowValidation validation, List<FoldGroup> groups) {
  /**
   * If the parts of all partitions are no larger than this, each partition gets its own task;
   * otherwise there are only as many tasks as can run at the same time.
   */
  private static final long SMALL_BYTES = 64L << 20;

  private static final long MAX_ON_DRIVER_BYTES = 256L << 20;

  /** More folds share the tasks that merge them. */
  private static final int MAX_MERGING_TASKS = 200;

  /**
   * The statistics of one fold in one partition; shuffled by the key (fold, partition).
   *
   * @param quantiles of the group whose first fold with rows in the partition this is; otherwise
   *     none
   */
  private record PartitionStatistics(
      RowValidation validation, Moments moments, List<Quantiles> quantiles)
      implements Serializable {
    PartitionStatistics merge(PartitionStatistics other) {
      return new PartitionStatistics(
          validation.plus(other.validation),
          moments.merge(other.moments),
          Stream.concat(quantiles.stream(), other.quantiles.stream()).toList());
    }
  }

  private static final class ByFold extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    ByFold(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) ((Tuple2<?, ?>) key)._1() % partitions;
    }
  }

  private static final class InOrder implements Comparator<Tuple2<Integer, Integer>>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Tuple2<Integer, Integer> a, Tuple2<Integer, Integer> b) {
      int byFold = Integer.compare(a._1(), b._1());
      return byFold != 0 ? byFold : Integer.compare(a._2(), b._2());
    }
  }

  /** Statistics that were computed before. */
  public static FoldStatistics of(FoldMoments moments) {
    long rows = moments.all().rows();
    return new FoldStatistics(
        moments, RowValidation.ofUsable(rows, moments.features(), moments.count()), List.of());
  }

  /**
   * Reads the rows.
   *
   * @param features size of the feature vectors
   * @param names names of the features, for messages
   * @throws ridgeline.data.DataException if a row cannot be used, there are no rows, or squares
   *     exceed the range of a double
   */
  public static FoldStatistics collect(Dataset<Row> rows, int features, String[] names, int folds) {
    return collect(rows, features, names, folds, maxOnDriver());
  }

  /**
   * Reads the rows of a table: the columns from which its vectors would be assembled, if available.
   *
   * @param names names of the features, for messages
   * @throws ridgeline.data.DataException if a row cannot be used, there are no rows, or squares
   *     exceed the range of a double
   */
  public static FoldStatistics collect(TrainingTable table, String[] names, int folds) {
    RawTable raw = table.raw();
    try {
      return raw == null
          ? collect(table.rows(), names.length, names, folds)
          : collect(raw, names, folds);
    } catch (UnusableRowsException e) {
      table.requireValid();
      throw e;
    }
  }

  /**
   * Reads the rows of a table, and what is known of each group of consecutive folds.
   *
   * @param table with the columns of its features
   * @param names names of the features, for messages
   * @param groups number of groups
   * @param size number of folds of each group
   * @param slices positions of categorical columns of whose levels the moments are wanted
   * @throws ridgeline.data.DataException if a row cannot be used, there are no rows, or squares
   *     exceed the range of a double
   */
  public static FoldStatistics collectGroups(
      TrainingTable table, String[] names, int groups, int size, List<Integer> slices) {
    RawTable raw = Objects.requireNonNull(table.raw());
    FoldGroups grouped =
        new FoldGroups(
            Math.multiplyExact(groups, size),
            size,
            slices,
            slices.stream().map(column -> raw.levels().get(column).size()).toList());
    int features = FeatureLayout.of(raw).features();
    try {
      return collect(raw, names, grouped, tasks(raw.rows(), features, grouped.total()));
    } catch (UnusableRowsException e) {
      table.requireValid();
      throw e;
    }
  }

  /**
   * Reads the rows without assembling vectors.
   *
   * @param names names of the features, for messages
   * @throws ridgeline.data.DataException if a row cannot be used, there are no rows, or squares
   *     exceed the range of a double
   */
  public static FoldStatistics collect(RawTable table, String[] names, int folds) {
    int features = FeatureLayout.of(table).features();
    return collect(table, names, FoldGroups.none(folds), tasks(table.rows(), features, folds));
  }

  /**
   * Reads the rows without assembling vectors.
   *
   * @param maxTasks maximum number of tasks
   */
  static FoldStatistics collect(RawTable table, String[] names, FoldGroups groups, int maxTasks) {
    FeatureLayout layout = FeatureLayout.of(table);
    Kernel kernel = kernel(table.rows());
    JavaPairRDD<Tuple2<Integer, Integer>, JavaSerialized<PartitionStatistics>> parts =
        InternalColumns.mapChunks(
                table,
                maxTasks,
                (partition, chunks) ->
                    partsOf(
                        partition, chunks, new ChunkAccumulators(layout, groups, kernel), groups))
            .mapToPair(part -> part);
    return merge(parts, layout.features(), names, groups, maxOnDriver());
  }

  /**
   * Reads the rows.
   *
   * @param maxOnDriver maximum size of the statistics that the driver merges, in bytes
   */
  static FoldStatistics collect(
      Dataset<Row> rows, int features, String[] names, int folds, long maxOnDriver) {
    Kernel kernel = kernel(rows);
    FoldGroups groups = FoldGroups.none(folds);
    JavaPairRDD<Tuple2<Integer, Integer>, JavaSerialized<PartitionStatistics>> parts =
        RoundRobinCoalescer.of(InternalRows.read(rows), tasks(rows, features, folds))
            .mapPartitionsWithIndex(
                (partition, part) ->
                    partsOf(partition, part, new FoldAccumulators(features, folds, kernel), groups),
                true)
            .mapToPair(part -> part);
    return merge(parts, features, names, groups, maxOnDriver);
  }

  /** The maximum number of tasks: the statistics of each task must be sent and merged. */
  private static int tasks(Dataset<Row> rows, int features, int folds) {
    long slots = TaskSlots.of(rows.sparkSession().sparkContext());
    return (int) Math.max(slots, SMALL_BYTES / (folds * Moments.bytes(features)));
  }

  /** The driver's choice, which is sent with the tasks. */
  private static Kernel kernel(Dataset<Row> rows) {
    return Kernel.choose(rows.sparkSession().sparkContext().isLocal());
  }

  private static long maxOnDriver() {
    return Math.min(MAX_ON_DRIVER_BYTES, Runtime.getRuntime().maxMemory() / 16);
  }

  private static FoldStatistics merge(
      JavaPairRDD<Tuple2<Integer, Integer>, JavaSerialized<PartitionStatistics>> parts,
      int features,
      String[] names,
      FoldGroups groups,
      long maxOnDriver) {
    int total = groups.total();
    long bytes = parts.getNumPartitions() * (long) total * Moments.bytes(features);
    RowValidation noRows = new RowValidation(features, groups.folds());
    PartitionStatistics none = new PartitionStatistics(noRows, Moments.empty(features), List.of());
    List<PartitionStatistics> merged = new ArrayList<>(Collections.nCopies(total, none));
    if (bytes <= maxOnDriver) {
      byFold(parts.collect()).entrySet().parallelStream()
          .map(fold -> new Tuple2<>(fold.getKey(), merged(fold.getValue())))
          .toList()
          .forEach(fold -> merged.set(fold._1(), fold._2()));
    } else {
      int tasks = Math.min(total, MAX_MERGING_TASKS);
      parts
          .repartitionAndSortWithinPartitions(new ByFold(tasks), new InOrder())
          .mapPartitions(FoldStatistics::mergedByFold)
          .collect()
          .forEach(fold -> merged.set(fold._1(), fold._2().get()));
    }
    RowValidation validation =
        merged.stream().map(PartitionStatistics::validation).reduce(noRows, RowValidation::plus);
    validation.requireUsable(names);
    FoldMoments moments =
        new FoldMoments(
            merged.subList(0, groups.folds()).stream().map(PartitionStatistics::moments).toList());
    SquareRange.require(moments.all(), names);
    return new FoldStatistics(
        moments,
        validation,
        IntStream.range(0, groups.count()).mapToObj(g -> group(g, merged, groups)).toList());
  }

  private static FoldGroup group(int group, List<PartitionStatistics> merged, FoldGroups groups) {
    List<Quantiles> parts =
        merged.subList(group * groups.size(), (group + 1) * groups.size()).stream()
            .flatMap(fold -> fold.quantiles().stream())
            .toList();
    List<List<Moments>> slices = new ArrayList<>();
    for (int slice = 0; slice < groups.slices().size(); slice++) {
      int levels = groups.levels().get(slice);
      int from = groups.start(slice) + group * levels;
      slices.add(
          merged.subList(from, from + levels).stream().map(PartitionStatistics::moments).toList());
    }
    return new FoldGroup(parts.isEmpty() ? null : Quantiles.merged(parts), slices);
  }

  private static SortedMap<Integer, List<JavaSerialized<PartitionStatistics>>> byFold(
      List<Tuple2<Tuple2<Integer, Integer>, JavaSerialized<PartitionStatistics>>> parts) {
    SortedMap<Integer, List<JavaSerialized<PartitionStatistics>>> byFold = new TreeMap<>();
    parts.forEach(
        part -> byFold.computeIfAbsent(part._1()._1(), fold -> new ArrayList<>()).add(part._2()));
    return byFold;
  }

  private static PartitionStatistics merged(List<JavaSerialized<PartitionStatistics>> parts) {
    return parts.stream().map(JavaSerialized::get).reduce(PartitionStatistics::merge).orElseThrow();
  }

  /** Merges the parts of each fold, which follow one another. */
  private static Iterator<Tuple2<Integer, JavaSerialized<PartitionStatistics>>> mergedByFold(
      Iterator<Tuple2<Tuple2<Integer, Integer>, JavaSerialized<PartitionStatistics>>> parts) {
    List<Tuple2<Integer, JavaSerialized<PartitionStatistics>>> merged = new ArrayList<>();
    @Nullable PartitionStatistics sum = null;
    int fold = -1;
    while (parts.hasNext()) {
      Tuple2<Tuple2<Integer, Integer>, JavaSerialized<PartitionStatistics>> part = parts.next();
      if (sum != null && part._1()._1() != fold) {
        merged.add(new Tuple2<>(fold, JavaSerialized.of(sum)));
        sum = null;
      }
      fold = part._1()._1();
      sum = sum == null ? part._2().get() : sum.merge(part._2().get());
    }
    if (sum != null) {
      merged.add(new Tuple2<>(fold, JavaSerialized.of(sum)));
    }
    return merged.iterator();
  }

  /** The parts of one partition that have rows; the first contains the counts of all its rows. */
  private static <T>
      Iterator<Tuple2<Tuple2<Integer, Integer>, JavaSerialized<PartitionStatistics>>> partsOf(
          int partition,
          Iterator<T> rows,
          PartitionAccumulators<T> accumulators,
          FoldGroups groups) {
    rows.forEachRemaining(accumulators::add);
    List<Moments> moments = accumulators.toMoments();
    Map<Integer, List<Quantiles>> quantiles = new HashMap<>();
    List<@Nullable Quantiles> byGroup = accumulators.quantiles();
    for (int group = 0; group < byGroup.size(); group++) {
      @Nullable Quantiles own = byGroup.get(group);
      if (own != null) {
        int first = group * groups.size();
        quantiles.put(
            IntStream.range(first, first + groups.size())
                .filter(fold -> moments.get(fold).weight() > 0)
                .findFirst()
                .orElseThrow(),
            List.of(own));
      }
    }
    return IntStream.range(0, moments.size())
        .filter(fold -> fold == 0 || moments.get(fold).weight() > 0)
        .mapToObj(
            fold -> {
              int features = moments.get(0).features();
              RowValidation validation =
                  fold == 0
                      ? accumulators.validation()
                      : new RowValidation(features, groups.folds());
              return new Tuple2<>(
                  new Tuple2<>(fold, partition),
                  JavaSerialized.of(
                      new PartitionStatistics(
                          validation, moments.get(fold), quantiles.getOrDefault(fold, List.of()))));
            })
        .iterator();
  }
}
