package ridgeline.data.network;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.data.NetworkData;
import ridgeline.config.neural.TrainConfig;
import ridgeline.data.DataException;
import ridgeline.data.TrainingRows;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.feature.FeatureNames;
import ridgeline.data.source.TableReader;
import ridgeline.data.source.TableSource;
import ridgeline.data.sql.ColumnNames;
import ridgeline.data.sql.StarColumns;
import ridgeline.data.table.ClassLabel;
import ridgeline.data.table.TrainingTable;

/**
 * The rows that a network is trained and tested on, with the columns {@link #INPUT}, {@link
 * #LABEL}, {@link #WEIGHT}, {@link #SPLIT}, {@link #HASH} and {@link #PROBLEM}.
 */
public final class NetworkTable {
  /** Bytes or an array of numbers for images, otherwise an ML vector. */
  public static final String INPUT = "input";

  /** A double. */
  public static final String LABEL = "label";

  /** A double. */
  public static final String WEIGHT = "weight";

  /** The name of a {@link DataSplit}. */
  public static final String SPLIT = "split";

  /** A long that depends only on the row, by which rows are ordered. */
  public static final String HASH = "hash";

  /** Text that says what is wrong with the source; null in rows that were read. */
  public static final String PROBLEM = "problem";

  /** Number of buckets of hashes, of which validation and test get their shares. */
  private static final int BUCKETS = 1 << 20;

  private final Dataset<Row> rows;
  private final List<Integer> shape;
  private final TableSource source;
  private final List<String> classNames;
  private final @Nullable TrainingTable features;
  private final List<String> notes;

  private NetworkTable(
      Dataset<Row> rows,
      List<Integer> shape,
      TableSource source,
      List<String> classNames,
      @Nullable TrainingTable features,
      List<String> notes) {
    this.notes = List.copyOf(notes);
    this.rows = rows;
    this.shape = List.copyOf(shape);
    this.source = source;
    this.classNames = List.copyOf(classNames);
    this.features = features;
  }

  /**
   * Opens the data of a training.
   *
   * @throws ConfigException if columns or expressions do not fit the table
   * @throws DataException if it cannot be read
   */
  public static NetworkTable open(SparkSession spark, TrainConfig config) throws ConfigException {
    if (config.data() instanceof NetworkData.Idx idx) {
      return ofIdx(new IdxSource(spark, idx.idx()), config);
    } else if (config.data() instanceof NetworkData.Images images) {
      return ofImages(spark, images.images(), config);
    }
    return ofFeatures(spark, (DataConfig) config.data(), config);
  }

  private static NetworkTable ofIdx(IdxSource source, TrainConfig config) {
    List<Integer> shape = source.shape();
    Dataset<Row> training = source.read(IdxSource.TRAINING);
    Dataset<Row> test = source.read(IdxSource.TEST);
    Dataset<Row> rows =
        withSplits(training, config.seed(), 0, config.validation())
            .union(withSplits(test, config.seed(), 1, 0));
    String directory = ((NetworkData.Idx) config.data()).idx();
    return new NetworkTable(
        rows, shape, TableSource.of(directory, rows), config.classes(), null, List.of());
  }

  private static NetworkTable ofImages(
      SparkSession spark, NetworkData.Table table, TrainConfig config) throws ConfigException {
    if (table.format() == null) {
      ImageDirectories directories = ImageDirectories.of(spark, TableReader.location(spark, table));
      if (!directories.classes().isEmpty()) {
        return ofDirectories(spark, directories, table, config);
      }
    }
    Dataset<Row> rows = TableReader.open(spark, table);
    List<Problem> problems = new ArrayList<>();
    requireColumn(rows, "data.images.column", table.column(), NetworkTable::isImage, problems);
    requireColumn(rows, "data.images.label", table.label(), NetworkTable::isNumber, problems);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    Column image = ColumnNames.quoted(table.column());
    boolean bytes = rows.select(image).schema().apply(0).dataType() == DataTypes.BinaryType;
    Dataset<Row> selected =
        rows.select(
            (bytes ? image : image.cast("array<double>")).as(INPUT),
            ColumnNames.quoted(table.label()).cast("double").as(LABEL),
            lit(null).cast("string").as(PROBLEM));
    return new NetworkTable(
        withSplits(selected, config.seed(), config.test(), config.validation()),
        List.of(table.channels(), table.height(), table.width()),
        TableSource.of(rows, null),
        config.classes(),
        null,
        List.of());
  }

  private static NetworkTable ofDirectories(
      SparkSession spark, ImageDirectories directories, NetworkData.Table table, TrainConfig config)
      throws ConfigException {
    ImageDirectories.requireContent(directories.empty());
    List<String> names = config.classes().isEmpty() ? directories.classes() : config.classes();
    List<String> unknown =
        directories.classes().stream().filter(name -> !names.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "classes",
                  "has no %s, but %s has a directory of images with that name; add the name, or remove the directory"
                      .formatted(unknown.get(0), table.path()))));
    }
    List<Integer> shape = List.of(table.channels(), table.height(), table.width());
    Dataset<Row> images = directories.read(spark, names, shape);
    return new NetworkTable(
        withSplits(images, config.seed(), config.test(), config.validation()),
        shape,
        TableSource.of(table.path(), images),
        names,
        null,
        directories.note().isEmpty() ? List.of() : List.of(directories.note()));
  }

  /** Checks the type of a column; returns what it must be, or null if it fits. */
  @FunctionalInterface
  public interface Type {
    @Nullable String refuse(DataType type);
  }

  public static @Nullable String isImage(DataType type) {
    boolean fits =
        type == DataTypes.BinaryType
            || (type instanceof ArrayType array && array.elementType() instanceof NumericType);
    return fits ? null : "bytes or an array of numbers";
  }

  private static @Nullable String isNumber(DataType type) {
    return type instanceof NumericType ? null : "a number";
  }

  /** Whether a table has a column; reports a problem if not. */
  static boolean hasColumn(Dataset<Row> rows, String path, String column, List<Problem> problems) {
    List<String> columns = List.of(rows.columns());
    if (!columns.contains(column)) {
      problems.add(
          new Problem(
              path,
              "there is no column %s; the columns are %s"
                  .formatted(column, String.join(", ", columns))));
    }
    return columns.contains(column);
  }

  /** Reports a column that is missing or has another type. */
  public static void requireColumn(
      Dataset<Row> rows, String path, String column, Type type, List<Problem> problems) {
    if (!hasColumn(rows, path, column, problems)) {
      return;
    }
    DataType found = rows.schema().apply(column).dataType();
    String needed = type.refuse(found);
    if (needed != null) {
      problems.add(
          new Problem(
              path, "must be %s, but '%s' is %s".formatted(needed, column, found.simpleString())));
    }
  }

  private static NetworkTable ofFeatures(SparkSession spark, DataConfig data, TrainConfig config)
      throws ConfigException {
    FoldsConfig buckets = new FoldsConfig(BUCKETS, List.of(), config.seed(), null);
    boolean ofClasses = !config.classes().isEmpty();
    TrainingTable table =
        TrainingTable.prepare(
            spark,
            ofClasses ? ClassLabel.of(spark, data, config.classes()).numbered() : data,
            buckets);
    if (table.leavesOutIntercept()) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "data.formula",
                  "'%s' leaves out the intercept, but a network always has biases; remove that term"
                      .formatted(data.formula()))));
    }
    table.requireValid();
    if (data.weight() != null && !table.rows().filter(col(TrainingRows.WEIGHT).lt(0)).isEmpty()) {
      throw new DataException("a weight is negative; filter or fix such rows");
    }
    Dataset<Row> vectors = table.rows().filter(col(TrainingRows.WEIGHT).gt(0));
    Dataset<Row> rows =
        vectors.select(
            col(TrainingRows.FEATURES).as(INPUT),
            col(TrainingRows.LABEL).as(LABEL),
            col(TrainingRows.WEIGHT).as(WEIGHT),
            split(col(TrainingRows.FOLD), config.test(), config.validation()).as(SPLIT),
            xxhash64(
                    functions.vector_to_array(col(TrainingRows.FEATURES), "float64"),
                    array(col(TrainingRows.LABEL), col(TrainingRows.WEIGHT)),
                    lit(config.seed()))
                .as(HASH),
            lit(null).cast("string").as(PROBLEM));
    List<Row> first = rows.takeAsList(1);
    if (first.isEmpty()) {
      throw new DataException("there are no rows to train on; check the data and data.where");
    }
    int width = first.get(0).<Vector>getAs(INPUT).size();
    if (width == 0) {
      throw new DataException(
          "the vectors of data.vector have no features; use another column, or list features");
    }
    return new NetworkTable(
        rows, List.of(width), table.source(), config.classes(), table, List.of());
  }

  /**
   * Adds weight, split and hash.
   *
   * @param test share of the rows that is held out for the test
   * @param validation share of the remaining rows that is held out for validation
   */
  private static Dataset<Row> withSplits(
      Dataset<Row> rows, long seed, double test, double validation) {
    Column hash = xxhash64(col(INPUT), col(LABEL), lit(seed));
    Column bucket = pmod(hash, lit((long) BUCKETS));
    return rows.select(
        col(INPUT),
        col(LABEL),
        lit(1.0).as(WEIGHT),
        split(bucket, test, validation).as(SPLIT),
        hash.as(HASH),
        col(PROBLEM));
  }

  private static Column split(Column bucket, double test, double validation) {
    double ofTest = test * BUCKETS;
    double ofBoth = ofTest + validation * (1 - test) * BUCKETS;
    return when(bucket.lt(ofTest), DataSplit.TEST.name())
        .when(bucket.lt(ofBoth), DataSplit.VALIDATION.name())
        .otherwise(DataSplit.TRAINING.name());
  }

  public Dataset<Row> rows() {
    return rows;
  }

  /** Channels, height and width of the images, or the number of features. */
  public List<Integer> shape() {
    return shape;
  }

  /** Whether any of the expressions is negative in any row; false for images. */
  public boolean hasNegative(List<String> expressions) {
    return features != null && features.hasNegative(expressions);
  }

  /** Notes for the user about how the data was read. */
  public List<String> notes() {
    return notes;
  }

  /** The source of the rows. */
  public TableSource source() {
    return source;
  }

  /** The columns that a star under {@code data.numeric} stands for; null if there is none. */
  public @Nullable StarColumns star() {
    return features == null ? null : features.star();
  }

  /** How the vector of a table's row is built; null for images. */
  public @Nullable FeatureDescription description() {
    return features == null ? null : features.features().description();
  }

  /** Name of the vector column; empty for images. */
  public String vector() {
    return features == null ? "" : features.features().features().column();
  }

  /** Names of the features of a table. */
  public FeatureNames featureNames() {
    return FeatureNames.of(features == null ? List.of() : features.names());
  }

  /** Names of the classes, from 0; empty if they have none, or the labels are numbers. */
  public List<String> classNames() {
    return classNames;
  }

  /** Whether the labels are classes rather than numbers. */
  public boolean hasClasses() {
    return isImages() || !classNames.isEmpty();
  }

  /** Whether the rows are images rather than features. */
  public boolean isImages() {
    return features == null;
  }
}
