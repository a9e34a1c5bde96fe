package ridgeline.store.pass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.config.retrain.BucketsConfig;
import ridgeline.data.DataException;
import ridgeline.data.TrainingRows;
import ridgeline.data.columns.RawTable;
import ridgeline.data.design.Design;
import ridgeline.data.design.DesignResolver;
import ridgeline.data.source.SourcePartition;
import ridgeline.data.source.SourcePartitions;
import ridgeline.data.source.TableReader;
import ridgeline.data.source.TableSource;
import ridgeline.data.sql.ColumnNames;
import ridgeline.data.table.TableFeatures;
import ridgeline.data.table.TrainingTable;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSpecification;

/** A table in partitions, whose leaves are computed from any of them without reading the others. */
public final class PartitionedTable {
  /** Unlike any seed of folds, so that folds over buckets do not depend on how these were dealt. */
  private static final long SEED = 7_046_029_254_386_353_131L;

  private static final String ANSI = "spark.sql.ansi.enabled";

  private final Dataset<Row> rows;
  private final DataConfig data;
  private final List<SourcePartition> partitions;
  private final LeafSpecification specification;

  private PartitionedTable(
      Dataset<Row> rows,
      DataConfig data,
      List<SourcePartition> partitions,
      LeafSpecification specification) {
    this.rows = rows;
    this.data = data;
    this.partitions = partitions;
    this.specification = specification;
  }

  /**
   * Opens a table; lists its files, and reads its schema.
   *
   * @param by its partition columns
   * @param buckets number of buckets of each partition
   * @param bucketsBy expressions whose equal values are in one bucket; label, weight and features
   *     if empty
   * @throws ConfigException if columns or expressions do not fit the table, or need more than the
   *     statistics of one partition
   * @throws ridgeline.data.DataException if the table cannot be opened
   */
  public static PartitionedTable open(
      SparkSession spark, DataConfig data, List<String> by, int buckets, List<String> bucketsBy)
      throws ConfigException {
    requireSeparable(data, by);
    Dataset<Row> rows = TableReader.open(spark, data);
    List<SourcePartition> partitions = SourcePartitions.list(rows, by);
    List<Problem> problems = new ArrayList<>();
    List<String> readers =
        Stream.concat(by.stream().map(ColumnNames::quotedName), bucketsBy.stream()).toList();
    Design design =
        new DesignResolver(rows, data, new FoldsConfig(2, readers, 0, null), problems).resolve();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    List<LeafSpecification.Category> categories =
        IntStream.range(0, design.categorical().size())
            .mapToObj(
                c ->
                    new LeafSpecification.Category(
                        design.categorical().get(c), design.categoryTypes().get(c).catalogString()))
            .toList();
    LeafSpecification specification =
        JobDesign.specification(
            data,
            by,
            new BucketsConfig(buckets, bucketsBy),
            design,
            categories,
            rows.sparkSession().conf().get(TableSource.TIME_ZONE),
            Boolean.parseBoolean(rows.sparkSession().conf().get(ANSI)));
    return new PartitionedTable(rows, data, partitions, specification);
  }

  private static void requireSeparable(DataConfig data, List<String> by) throws ConfigException {
    List<Problem> problems = new ArrayList<>();
    if (by.isEmpty()) {
      problems.add(new Problem("partition.by", "must name a column"));
    }
    if (data.invalid() == InvalidValuePolicy.IMPUTE) {
      problems.add(
          new Problem(
              "data.invalid",
              "impute takes the means of all partitions, which change with each; use drop or fail"));
    }
    if (data.vector() != null || data.formula() != null) {
      problems.add(
          new Problem(
              data.vector() != null ? "data.vector" : "data.formula",
              "statistics are kept of columns; list them under data.numeric and data.categorical"));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  /** All partitions, in the order of the values of their columns. */
  public List<SourcePartition> partitions() {
    return partitions;
  }

  /** What the leaves are statistics of. */
  public LeafSpecification specification() {
    return specification;
  }

  /**
   * Computes leaves in one pass over the rows of their partitions, and one before it over their
   * categories if there are any.
   *
   * @param chosen some of {@link #partitions}, in the same order
   * @return the leaf of each partition by its name, which is empty if no row has a positive weight
   * @throws ridgeline.data.DataException if rows cannot be used
   */
  public Map<String, Leaf> collect(List<SourcePartition> chosen) throws ConfigException {
    if (chosen.isEmpty()) {
      return Map.of();
    }
    int buckets = specification.buckets();
    int folds = Math.multiplyExact(chosen.size(), buckets);
    String fold =
        "CAST((%s) * %d + PMOD(XXHASH64(%s, %dL), %dL) AS INT)"
            .formatted(PartitionIndex.position(chosen), buckets, bucketKeys(), SEED, buckets);
    String condition = PartitionIndex.condition(chosen);
    String where =
        data.where() == null ? condition : "(%s\n) AND (%s)".formatted(data.where(), condition);
    DataConfig read = data.with(where, specification.numeric());
    try {
      return collect(chosen, read, new FoldsConfig(folds, List.of(), 0, fold));
    } catch (DataException e) {
      if (isEmpty(read)) {
        return emptyLeaves(chosen);
      }
      throw e;
    }
  }

  private Map<String, Leaf> collect(
      List<SourcePartition> chosen, DataConfig read, FoldsConfig folds) throws ConfigException {
    int buckets = specification.buckets();
    TrainingTable table = TrainingTable.prepare(rows, read, folds);
    RawTable raw = Objects.requireNonNull(table.raw());
    FoldMoments moments =
        FoldStatistics.collect(table, table.names().toArray(String[]::new), folds.count())
            .moments();
    FeatureLevels features = new FeatureLevels(raw.terms(), raw.levels());
    Map<String, Leaf> leaves = new LinkedHashMap<>();
    for (int p = 0; p < chosen.size(); p++) {
      List<Moments> own =
          IntStream.range(p * buckets, (p + 1) * buckets).mapToObj(moments::heldOut).toList();
      leaves.put(chosen.get(p).name(), new Leaf(features, own).trimmed());
    }
    return leaves;
  }

  /** Whether no row of the table has a weight other than 0; reads no more than it has to. */
  private boolean isEmpty(DataConfig read) {
    Dataset<Row> chosen = rows.filter(read.where());
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

  private Map<String, Leaf> emptyLeaves(List<SourcePartition> chosen) {
    Leaf empty = Leaf.empty(specification);
    Map<String, Leaf> leaves = new LinkedHashMap<>();
    chosen.forEach(partition -> leaves.put(partition.name(), empty));
    return leaves;
  }

  /** What the bucket of a row is a hash of. */
  private String bucketKeys() {
    Stream<String> keys =
        specification.bucketsBy().isEmpty()
            ? Stream.of(
                    Stream.of(specification.label()),
                    Stream.ofNullable(specification.weight()),
                    specification.numeric().stream(),
                    specification.categorical().stream()
                        .map(LeafSpecification.Category::expression))
                .flatMap(each -> each)
            : specification.bucketsBy().stream();
    return keys.map("(%s\n)"::formatted).collect(Collectors.joining(", "));
  }
}
