package ridgeline.data.score;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.config.text.Spelling;
import ridgeline.data.DataException;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.feature.FeatureNames;
import ridgeline.data.feature.ScoredCounts;
import ridgeline.data.source.TableReader;
import ridgeline.data.sql.ColumnNames;
import ridgeline.data.sql.RowWise;
import ridgeline.data.sql.SessionSettings;
import ridgeline.data.sql.SparkMessage;
import ridgeline.data.sql.TableSession;

/** A table whose features are built as described by a saved model. */
public final class ScoredFeatures {
  /** The argument that gives the table. */
  private static final String SECTION = "DATA";

  /** Maximum number of columns listed when one is missing. */
  private static final int MAX_LISTED = 30;

  /** The column of the added ones, before they are columns of their own. */
  private static final String SCORED = "ridgeline_scored";

  private static final VectorUDT VECTORS = new VectorUDT();

  private final Dataset<Row> rows;
  private final FeatureDescription description;
  private final int size;
  private final ScoredCounts counts;

  private ScoredFeatures(Dataset<Row> rows, FeatureDescription description, int size) {
    this.rows = rows;
    this.description = description;
    this.size = size;
    counts = new ScoredCounts(inputs().size());
    rows.sparkSession().sparkContext().register(counts, "rows scored");
  }

  /**
   * Opens a table.
   *
   * @param format null to guess it
   * @param size number of features of the model
   * @throws ConfigException if an option refers to a variable that is not set
   * @throws DataException if the table cannot be read, or lacks a column
   */
  public static ScoredFeatures open(
      SparkSession spark,
      String path,
      @Nullable String format,
      Map<String, String> options,
      FeatureDescription description,
      int size)
      throws ConfigException {
    SparkSession own = TableSession.of(spark, description.timeZone());
    own.conf().set("spark.sql.ansi.enabled", description.ansi());
    Dataset<Row> rows = TableReader.open(own, path, format, options, SECTION);
    requireColumns(rows, description);
    return new ScoredFeatures(rows, description, size);
  }

  private static void requireColumns(Dataset<Row> rows, FeatureDescription description) {
    List<String> names = List.of(rows.columns());
    Set<String> known =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    List<String> missing =
        description.columns().stream()
            .map(FeatureDescription.InputColumn::name)
            .filter(name -> !known.contains(name.toLowerCase(Locale.ROOT)))
            .toList();
    if (!missing.isEmpty()) {
      String listed = String.join(", ", missing.subList(0, Math.min(MAX_LISTED, missing.size())));
      String hint =
          missing.size() == 1
              ? Spelling.hint(missing.get(0), names.subList(0, Math.min(MAX_LISTED, names.size())))
              : "; known: "
                  + String.join(", ", names.subList(0, Math.min(MAX_LISTED, names.size())));
      throw new DataException(
          "the table has no %s %s, which the model needs%s"
              .formatted(missing.size() == 1 ? "column" : "columns", listed, hint));
    }
    String vector = description.vector();
    if (vector != null) {
      requireVector(vector, rows.schema());
    }
  }

  private static void requireVector(String column, StructType schema) {
    DataType type = schema.apply(fieldIndex(schema, column)).dataType();
    if (!type.equals(SQLDataTypes.VectorType())) {
      throw new DataException(
          "the column %s is %s, but the model needs ML vectors"
              .formatted(column, type.simpleString()));
    }
  }

  /** The inputs that are counted: the vector column, or the expressions. */
  public List<String> inputs() {
    return description.vector() != null
        ? List.of(description.vector())
        : Stream.concat(
                description.numeric().stream(),
                description.categorical().stream().map(FeatureDescription.Category::expression))
            .toList();
  }

  /** Counts of the rows, once the result of {@link #with} has been read. */
  public ScoredCounts counts() {
    return counts;
  }

  /** Names of the features. */
  public FeatureNames names() {
    return description::termOf;
  }

  /**
   * Refuses rows with values that cannot be used if training would have; call it once they are
   * counted.
   *
   * @throws DataException if there are any
   */
  public void requireUsable() {
    boolean drops = description.invalid() == InvalidValuePolicy.DROP;
    if (counts.unusable() == 0 || (drops && !hasRefusedLevel() && counts.otherSize() == 0)) {
      return;
    }
    List<String> inputs = inputs();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (counts.invalidOf(i) > 0 && description.invalid() == InvalidValuePolicy.FAIL) {
        faults.add(
            "%,d have a value of %s that is null, NaN or infinite"
                .formatted(counts.invalidOf(i), inputs.get(i)));
      }
      if (counts.unseenOf(i) > 0 && description.refusesUnseen()) {
        faults.add(
            "%,d have a level of %s not seen in training, such as %s"
                .formatted(counts.unseenOf(i), inputs.get(i), counts.exampleOf(i)));
      }
    }
    if (counts.otherSize() > 0) {
      faults.add(
          "%,d have a vector of %s whose size is not %,d"
              .formatted(counts.otherSize(), description.vector(), size));
    }
    if (!drops) {
      counts
          .overflows()
          .forEach(
              (product, count) ->
                  faults.add(
                      "%,d have a value of %s that is NaN or infinite".formatted(count, product)));
    }
    throw new DataException(
        "of %,d rows, %s; fix them, or leave out such rows"
            .formatted(counts.rows(), String.join("; ", faults)));
  }

  private boolean hasRefusedLevel() {
    return description.refusesUnseen()
        && IntStream.range(0, inputs().size()).anyMatch(i -> counts.unseenOf(i) > 0);
  }

  /** The rows that can be used, with a column of the features as an ML vector. */
  public Dataset<Row> withVector(String name) throws ConfigException {
    return with(
        new StructType().add(name, SQLDataTypes.VectorType()),
        (features, values) -> values[0] = VECTORS.serialize(features.toVector()));
  }

  /**
   * The rows that can be used, with more columns.
   *
   * @throws ConfigException if the table already has columns of these names
   */
  public Dataset<Row> with(StructType added, RowScorer scorer) throws ConfigException {
    ScoringInput.requireFree(rows, added.add(SCORED, added).fieldNames());
    List<Column> inputs = new ArrayList<>(requireRowWise());
    DataType[] types = types(inputs);
    for (int i = 0; i < types.length; i++) {
      if (!isWrittenAsCast(types[i])) {
        inputs.set(i, inputs.get(i).cast(DataTypes.StringType));
        types[i] = DataTypes.StringType;
      }
    }
    Column scored = new InputScorer(description, size, types, added, counts, scorer).column(inputs);
    Stream<Column> columns =
        Stream.concat(
            ColumnNames.quoted(rows.columns()).stream(),
            Arrays.stream(added.fieldNames()).map(name -> col(SCORED).getField(name).as(name)));
    return rows.withColumn(SCORED, scored)
        .where(col(SCORED).isNotNull())
        .select(columns.toArray(Column[]::new));
  }

  private DataType[] types(List<Column> inputs) {
    return Arrays.stream(rows.select(inputs.toArray(Column[]::new)).schema().fields())
        .map(StructField::dataType)
        .toArray(DataType[]::new);
  }

  /**
   * Whether an input's internal value is written as Spark would cast it to text, or is no level.
   */
  private static boolean isWrittenAsCast(DataType type) {
    return type.equals(SQLDataTypes.VectorType())
        || type.equals(DataTypes.StringType)
        || type.equals(DataTypes.BooleanType)
        || (type instanceof NumericType && !(type instanceof DecimalType));
  }

  /** The columns of the inputs, each computed from its row alone. */
  private List<Column> requireRowWise() throws ConfigException {
    String vector = description.vector();
    // Literals of times and casts have the settings of the moment when they are parsed.
    List<Column> inputs =
        vector == null
            ? SessionSettings.of(rows).get(description::inputs)
            : List.of(ColumnNames.quoted(vector));
    Dataset<Row> selected;
    try {
      selected = select(rows, inputs);
    } catch (Exception e) { // checked in Scala, and thrown undeclared
      requireApplicable(inputs);
      if (!(e instanceof AnalysisException)) {
        throw e;
      }
      String differing = differing(rows.schema(), description);
      throw new DataException(
          "the table does not fit the model: %s"
              .formatted(differing.isEmpty() ? SparkMessage.firstLine(e) : differing));
    }
    Optional<String> fault = RowWise.fault(rows, selected);
    if (fault.isPresent()) {
      throw refused(fault.get());
    }
    return inputs;
  }

  private static int fieldIndex(StructType schema, String name) {
    return IntStream.range(0, schema.size())
        .filter(i -> schema.apply(i).name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow();
  }

  private static Dataset<Row> select(Dataset<Row> rows, List<Column> inputs) {
    return rows.select(Stream.concat(Stream.of(col("*")), inputs.stream()).toArray(Column[]::new));
  }

  /** Refuses a model whose expressions do not even fit the columns of its training. */
  private void requireApplicable(List<Column> inputs) throws ConfigException {
    try {
      StructType trained = new StructType();
      for (FeatureDescription.InputColumn column : description.columns()) {
        trained = trained.add(column.name(), DataType.fromDDL(column.type()));
      }
      select(rows.sparkSession().createDataFrame(List.of(), trained), inputs);
    } catch (Exception e) { // checked in Scala, and thrown undeclared
      throw refused("is wrong: " + SparkMessage.firstLine(e));
    }
  }

  private static ConfigException refused(String reason) {
    return new ConfigException(
        List.of(
            new Problem(
                "MODEL", "an expression of %s %s".formatted(FeatureDescription.FILE, reason))));
  }

  /** Columns whose type differs from training; empty if there are none. */
  private static String differing(StructType schema, FeatureDescription description) {
    List<String> differing = new ArrayList<>();
    for (FeatureDescription.InputColumn column : description.columns()) {
      DataType type = schema.apply(fieldIndex(schema, column.name())).dataType();
      if (!type.sql().equals(column.type())) {
        differing.add(
            "the column %s is %s, but was %s in training"
                .formatted(
                    column.name(), type.simpleString(), column.type().toLowerCase(Locale.ROOT)));
      }
    }
    return String.join("; ", differing.subList(0, Math.min(MAX_LISTED, differing.size())));
  }
}
