package ridgeline.statistics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.ml.util.ReadWriteUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.aggregate.MomentsTable;
import ridgeline.config.text.Spelling;
import ridgeline.data.DataException;
import ridgeline.data.source.SavedPart;
import ridgeline.stats.FoldMoments;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.leaf.Variables;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoreException;
import ridgeline.store.table.StoredLeaf;
import ridgeline.store.window.WindowFolds;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.ElasticNetCVModel;
import scala.Option;

/**
 * The statistics of a table, from which any of its numeric columns can be regressed on any of its
 * columns without the rows.
 *
 * <p>{@code label} is the stored label unless it is set, and {@code features} are all other
 * columns. {@code transform} does not read its input: it gives the table that {@link
 * #resultTable()} names. {@code moments}, the default, is a {@link MomentsTable} of {@code
 * numFolds} folds, to which an {@link ElasticNetCV} can be fitted; {@code columns} has a row for
 * each column but the label; {@code summary} has a row for each feature and, last, the label.
 *
 * <p>They are saved as a store with one partition, which {@code jobs/statistics} can read; and the
 * store of a retraining is read as the statistics of all its partitions together.
 */
public final class Statistics extends Model<Statistics> implements MLWritable {
  private static final long serialVersionUID = 1L;

  private static final StructType COLUMNS =
      new StructType()
          .add("column", DataTypes.StringType, false)
          .add("isNumeric", DataTypes.BooleanType, false)
          .add("isFeature", DataTypes.BooleanType, false);

  private static final String PARTITION = "all";
  private static final String STORED_LABEL = "";

  private final String uid;
  private final transient @Nullable LeafSpecification specification;
  private final transient @Nullable Leaf leaf;
  private final Param<String> label;
  private final StringArrayParam features;
  private final StringArrayParam excluded;
  private final IntParam numFolds;
  private final Param<String> resultTable;

  /** Statistics of nothing, which Spark Connect makes when it looks for the class. */
  public Statistics() {
    this("statistics", null, null);
  }

  Statistics(String uid, @Nullable LeafSpecification specification, @Nullable Leaf leaf) {
    this.uid = uid;
    this.specification = specification;
    this.leaf = leaf;
    label = new Param<>(uid, "label", "the label; empty for the stored one", String.class);
    features =
        new StringArrayParam(
            this, "features", "the columns of the features; none for all but the label");
    excluded = new StringArrayParam(this, "excluded", "columns that are no features");
    numFolds = new IntParam(this, "numFolds", "number of folds; at most the buckets");
    resultTable =
        new Param<>(
            uid,
            "resultTable",
            "the table that transform gives: " + StatisticsTable.names(),
            String.class);
    setDefault(label, STORED_LABEL);
    setDefault(features, new String[0]);
    setDefault(excluded, new String[0]);
    setDefault(numFolds, 10);
    setDefault(resultTable, StatisticsTable.MOMENTS.toString());
  }

  /** Reads saved statistics, or those of a store. */
  public static MLReader<Statistics> read() {
    return new Reader();
  }

  /** Loads statistics that were saved at {@code path}, or those of the store there. */
  public static Statistics load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** What the statistics are of. */
  public LeafSpecification specification() {
    return Objects.requireNonNull(specification);
  }

  private Leaf leaf() {
    return Objects.requireNonNull(leaf);
  }

  /** Number of rows of positive weight. */
  public long rows() {
    return leaf().total().rows();
  }

  /** The columns that may be the label. */
  public List<String> labels() {
    return Variables.labels(specification());
  }

  /** The columns that may be features of the label. */
  public List<String> columns() {
    return Variables.columns(specification(), chosenLabel());
  }

  /**
   * Cross-validates and refits over the folds, without the rows.
   *
   * @param estimator of which the params that name columns, and its number of folds, say nothing
   * @throws ridgeline.sweep.EngineRefusedException if the engine or the refit needs the rows
   * @throws ridgeline.data.DataException if the rows cannot be cross-validated
   */
  public ElasticNetCVModel fit(ElasticNetCV estimator, SparkSession spark) {
    FoldMoments folds = folds();
    return estimator
        .copy(ParamMap.empty())
        .setNumFolds(folds.count())
        .fit(spark, folds, variables().names());
  }

  /** The label and the features, as the params have them. */
  Variables variables() {
    return Variables.of(specification(), leaf().features(), chosenLabel(), chosenColumns());
  }

  private String chosenLabel() {
    String chosen = getLabel();
    if (chosen.equals(STORED_LABEL)) {
      return specification().label();
    }
    requireKnown("label", chosen, labels());
    return chosen;
  }

  private List<String> chosenColumns() {
    String chosenLabel = chosenLabel();
    List<String> known = columns();
    List<String> chosen = new ArrayList<>(List.of(getFeatures()));
    List<String> left = List.of(getExcluded());
    chosen.remove(chosenLabel);
    chosen.forEach(column -> requireKnown("features", column, known));
    left.stream()
        .filter(column -> !column.equals(chosenLabel))
        .forEach(column -> requireKnown("excluded", column, known));
    List<String> columns =
        (getFeatures().length == 0 ? known : chosen)
            .stream().filter(column -> !left.contains(column)).toList();
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("no features are left; leave at least one");
    }
    return columns;
  }

  private List<Row> columnRows() {
    List<String> labels = labels();
    List<String> chosen = chosenColumns();
    return columns().stream()
        .map(column -> RowFactory.create(column, labels.contains(column), chosen.contains(column)))
        .toList();
  }

  private static void requireKnown(String param, String name, List<String> known) {
    if (!known.contains(name)) {
      throw new IllegalArgumentException(
          "%s: the statistics have no %s%s".formatted(param, name, Spelling.hint(name, known)));
    }
  }

  private FoldMoments folds() {
    Variables variables = variables();
    int buckets = leaf().buckets().size();
    int count = isSet(numFolds) ? getNumFolds() : Math.min(getNumFolds(), buckets);
    if (count < 2 || count > buckets) {
      throw new IllegalArgumentException(
          "numFolds must be from 2 to the number of buckets, %d, got: %d"
              .formatted(buckets, count));
    }
    return WindowFolds.ofBuckets(leaf(), count, variables);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    SparkSession spark = dataset.sparkSession();
    return switch (table()) {
      case MOMENTS -> MomentsTable.of(spark, folds(), variables().names());
      case COLUMNS -> spark.createDataFrame(columnRows(), COLUMNS);
      case SUMMARY -> VariableSummary.of(leaf(), variables(), chosenLabel()).table(spark);
    };
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return switch (table()) {
      case MOMENTS -> MomentsTable.schema(variables().names());
      case COLUMNS -> COLUMNS;
      case SUMMARY -> VariableSummary.SCHEMA;
    };
  }

  private StatisticsTable table() {
    return StatisticsTable.of(getResultTable());
  }

  @Override
  public Statistics copy(ParamMap extra) {
    return copyValues(new Statistics(uid, specification, leaf), extra).setParent(parent());
  }

  @Override
  public String toString() {
    return specification == null
        ? "Statistics: uid=%s".formatted(uid)
        : "Statistics: uid=%s, rows=%d, label=%s, columns=%s"
            .formatted(uid, rows(), chosenLabel(), columns());
  }

  public Param<String> label() {
    return label;
  }

  public String getLabel() {
    return getOrDefault(label);
  }

  public Statistics setLabel(String value) {
    set(label, value);
    return this;
  }

  public StringArrayParam features() {
    return features;
  }

  public String[] getFeatures() {
    return getOrDefault(features);
  }

  public Statistics setFeatures(String... value) {
    set(features, value.clone());
    return this;
  }

  public StringArrayParam excluded() {
    return excluded;
  }

  public String[] getExcluded() {
    return getOrDefault(excluded);
  }

  public Statistics setExcluded(String... value) {
    set(excluded, value.clone());
    return this;
  }

  public IntParam numFolds() {
    return numFolds;
  }

  public int getNumFolds() {
    return (Integer) getOrDefault((Param<?>) numFolds);
  }

  public Statistics setNumFolds(int value) {
    set(numFolds, value);
    return this;
  }

  public Param<String> resultTable() {
    return resultTable;
  }

  public String getResultTable() {
    return getOrDefault(resultTable);
  }

  public Statistics setResultTable(String value) {
    set(resultTable, value);
    return this;
  }

  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  /** Writes to a local folder, too, where Spark Connect keeps models that are not in use. */
  private static final class Writer extends MLWriter {
    private final Statistics statistics;

    Writer(Statistics statistics) {
      this.statistics = statistics;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(statistics, path, sparkSession());
      try {
        LeafTable table =
            LeafTable.openOrCreate(
                location(path), statistics.specification(), configuration(sparkSession()));
        table
            .change(table.snapshot())
            .put(PARTITION, statistics.uid(), statistics.leaf())
            .commit(Map.of());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Reader extends MLReader<Statistics> {
    @Override
    public Statistics load(String path) {
      Configuration configuration = configuration(sparkSession());
      Path metadata = new Path(local(path), "metadata");
      try {
        if (!metadata.getFileSystem(configuration).exists(metadata)) {
          return ofStore(path, LeafTable.open(location(path), configuration));
        }
        return saved(path, metadata, configuration);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** All statistics that retraining keeps. */
    private static Statistics ofStore(String path, LeafTable table) throws IOException {
      List<StoredLeaf> leaves = leaves(table);
      if (leaves.isEmpty()) {
        throw new DataException(
            "%s has the statistics of no partition, or they are forgotten; run jobs/retrain"
                .formatted(path));
      }
      String uid = Identifiable$.MODULE$.randomUID("statistics");
      return new Statistics(uid, table.specification(), table.merged(leaves));
    }

    private Statistics saved(String path, Path metadata, Configuration configuration)
        throws IOException {
      try {
        LeafTable table = LeafTable.open(location(path), configuration);
        List<StoredLeaf> leaves = leaves(table);
        if (leaves.isEmpty()) {
          throw new DataException("%s has no statistics; %s".formatted(path, SavedPart.MEND));
        }
        Leaf all = table.merged(leaves);
        return SavedPart.read(
            metadata.toString(), () -> described(path, table.specification(), all));
      } catch (StoreException e) {
        throw new DataException("%s; %s".formatted(e.fault(), SavedPart.MEND), e);
      }
    }

    private Statistics described(String path, LeafSpecification specification, Leaf all) {
      DefaultParamsReader.Metadata saved =
          DefaultParamsReader.loadMetadata(path, sparkSession(), Statistics.class.getName());
      Statistics statistics = new Statistics(saved.uid(), specification, all);
      saved.getAndSetParams(statistics, Option.empty());
      return statistics;
    }

    private static List<StoredLeaf> leaves(LeafTable table) throws IOException {
      return table.snapshot().leaves().values().stream()
          .filter(leaf -> !leaf.isForgotten())
          .toList();
    }
  }

  private static String location(String path) {
    return LeafTable.locationIn(local(path));
  }

  /**
   * The location of what Spark Connect keeps on this machine, whatever the default file system is.
   */
  private static String local(String path) {
    boolean isLocal = (Boolean) ReadWriteUtils.localSavingModeState().get();
    return isLocal ? java.nio.file.Path.of(path).toUri().toString() : path;
  }

  private static Configuration configuration(SparkSession spark) {
    return spark.sparkContext().hadoopConfiguration();
  }
}
