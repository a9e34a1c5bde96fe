package ridgeline.data;

import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.feature.RFormula;
import org.apache.spark.ml.feature.RFormulaModel;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.DataConfig;
import ridgeline.config.FoldsConfig;
import ridgeline.config.Invalid;
import ridgeline.config.Problem;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The table of a job file, checked, and made into what the engines read.
 *
 * @param rows columns {@link TrainingRows#FEATURES}, {@link TrainingRows#LABEL}, {@link
 *     TrainingRows#WEIGHT} and {@link TrainingRows#FOLD}
 * @param featureStages fitted stages that make the vector of a row, for the saved model
 * @param featuresColumn the vector column that those stages make
 * @param cleanUp stages that remove what the feature stages added, to follow the regression
 * @param raw the columns from which those vectors are made, null if the vectors were there before
 * @param read rows read, after the filter
 * @param dropped rows left out because of an invalid value
 * @param source what was read: files, or a description
 */
public record TrainingTable(
    Dataset<Row> rows,
    List<Transformer> featureStages,
    String featuresColumn,
    List<Transformer> cleanUp,
    @Nullable RawTable raw,
    long read,
    long dropped,
    List<String> source) {

  /** The column that a saved model adds. */
  public static final String PREDICTION = "prediction";

  private static final String LABEL = "ridgeline_label";
  private static final String WEIGHT = "ridgeline_weight";

  /**
   * Checks a job file against its table, as far as the schema tells.
   *
   * @return the schema of the table
   * @throws ConfigException if columns or expressions do not fit it
   * @throws DataException if the table cannot be opened
   */
  public static StructType check(SparkSession spark, DataConfig data, FoldsConfig folds)
      throws ConfigException {
    return Opened.open(spark, data, folds).rows().schema();
  }

  /**
   * Reads the table as far as needed to make its features: one pass, and for a formula those of
   * MLlib's RFormula.
   *
   * @throws ConfigException if columns or expressions do not fit the table
   * @throws DataException if rows cannot be used
   */
  public static TrainingTable prepare(SparkSession spark, DataConfig data, FoldsConfig folds)
      throws ConfigException {
    Opened opened = Opened.open(spark, data, folds);
    if (data.formula() != null) {
      return fromFormula(opened, data, folds);
    }
    return data.vector() != null
        ? fromVector(opened, data, folds)
        : fromColumns(opened, data, folds);
  }

  /** The table, filtered, with its design. */
  private record Opened(Dataset<Row> rows, Design design) {
    static Opened open(SparkSession spark, DataConfig data, FoldsConfig folds)
        throws ConfigException {
      List<Problem> problems = new ArrayList<>();
      Dataset<Row> rows = Source.open(spark, data);
      if (data.where() != null) {
        int before = problems.size();
        new Expressions(rows, problems).requireBoolean("data.where", data.where());
        if (problems.size() == before) {
          rows = rows.filter(data.where());
        }
      }
      Design design = new DesignResolver(rows, data, folds, problems).resolve();
      if (!problems.isEmpty()) {
        throw new ConfigException(problems);
      }
      return new Opened(rows, design);
    }

    Dataset<Row> withLabelAndWeight() {
      Column weight = design.weight() == null ? lit(1.0) : expr(design.weight()).cast("double");
      return rows.withColumn(LABEL, expr(design.label()).cast("double")).withColumn(WEIGHT, weight);
    }

    List<Profile.Check> labelAndWeightChecks() {
      List<Profile.Check> checks = new ArrayList<>();
      checks.add(Profile.finite(LABEL, "a label (" + design.label() + ")", true));
      if (design.weight() != null) {
        String description = "a weight (" + design.weight() + ")";
        checks.add(Profile.finite(WEIGHT, description, true));
      }
      return checks;
    }
  }

  private static TrainingTable fromColumns(Opened opened, DataConfig data, FoldsConfig folds) {
    Design design = opened.design();
    List<Profile.Check> checks = opened.labelAndWeightChecks();
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < design.numeric().size(); i++) {
      keys.add(ColumnFeatures.numericColumn(i));
      checks.add(Profile.finite(keys.get(i), "a value of " + design.numeric().get(i), false));
    }
    for (int i = 0; i < design.categorical().size(); i++) {
      String column = ColumnFeatures.categoricalColumn(i);
      keys.add(column);
      checks.add(Profile.present(column, "a value of " + design.categorical().get(i)));
    }
    Dataset<Row> evaluated =
        ColumnFeatures.expressions(design, data.invalid()).transform(opened.withLabelAndWeight());
    Profile profile = Profile.of(unfolded(evaluated, keys, design), checks, data.invalid());
    Features features = ColumnFeatures.build(design, profile, data.invalid());
    Dataset<Row> used = usable(evaluated, checks, data);
    RawTable raw = rawTable(used, keys, design, profile, data, folds);
    Dataset<Row> transformed = features.transform(used.drop(keys.toArray(String[]::new)));
    return assemble(opened, features, transformed, keys, raw, profile, data, folds);
  }

  /** The columns, with no level known, and every row in one fold. */
  private static RawTable unfolded(Dataset<Row> evaluated, List<String> keys, Design design) {
    List<Column> columns = rawColumns(keys);
    columns.add(lit(0));
    return new RawTable(
        evaluated.select(columns.toArray(Column[]::new)),
        null,
        design.numeric().size(),
        design.categorical().stream().map(column -> List.<String>of()).toList(),
        List.of(),
        new double[0]);
  }

  private static RawTable rawTable(
      Dataset<Row> used,
      List<String> keys,
      Design design,
      Profile profile,
      DataConfig data,
      FoldsConfig folds) {
    List<Column> columns = rawColumns(keys);
    boolean hashed =
        folds.column() == null && folds.by().isEmpty() && data.invalid() != Invalid.IMPUTE;
    if (!hashed) {
      columns.add(fold(keys, folds).cast("int"));
    }
    return new RawTable(
        used.select(columns.toArray(Column[]::new)),
        hashed ? new FoldHash(folds.seed(), folds.count()) : null,
        design.numeric().size(),
        profile.levels(),
        Term.of(design),
        profile.means());
  }

  private static List<Column> rawColumns(List<String> keys) {
    return Stream.concat(keys.stream(), Stream.of(LABEL, WEIGHT))
        .map(TrainingRows::quoted)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static TrainingTable fromVector(Opened opened, DataConfig data, FoldsConfig folds) {
    String vector = Objects.requireNonNull(data.vector());
    Dataset<Row> rows = opened.withLabelAndWeight();
    List<Profile.Check> checks = opened.labelAndWeightChecks();
    if (data.invalid() == Invalid.DROP) {
      Column column = TrainingRows.quoted(vector);
      Column values = functions.vector_to_array(column, "float64");
      Column bad = exists(values, value -> not(Profile.isFinite(value)));
      // Not with or, which may evaluate both sides: vector_to_array refuses null.
      Column isInvalid = when(column.isNull(), true).otherwise(bad);
      checks.add(new Profile.Check(vector, "an invalid vector", isInvalid, false));
    }
    Profile profile = Profile.of(rows, checks, data.invalid());
    Features features = new Features(List.of(), List.of(), vector, List.of());
    Dataset<Row> used = usable(rows, checks, data);
    return assemble(opened, features, used, List.of(vector), null, profile, data, folds);
  }

  private static TrainingTable fromFormula(Opened opened, DataConfig data, FoldsConfig folds)
      throws ConfigException {
    RFormula formula =
        new RFormula()
            .setFormula(Objects.requireNonNull(data.formula()))
            .setFeaturesCol(ColumnFeatures.VECTOR)
            .setLabelCol("ridgeline_formula_label");
    RFormulaModel model;
    try {
      model = formula.fit(opened.rows());
    } catch (Exception e) {
      if (!(e instanceof IllegalArgumentException || e instanceof AnalysisException)) {
        throw e;
      }
      throw new ConfigException(
          List.of(
              new Problem(
                  "data.formula",
                  "'%s': %s".formatted(data.formula(), SparkMessage.firstLine(e)))));
    }
    String label = model.resolvedFormula().label();
    StructType schema = opened.rows().schema();
    if (!Arrays.asList(schema.fieldNames()).contains(label)
        || !(schema.apply(label).dataType() instanceof NumericType)) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "data.formula",
                  "the label %s must be a numeric column; make one with data.sql"
                      .formatted(label))));
    }
    model.set(model.labelCol(), label);
    Design design =
        new Design(
            TrainingRows.quotedName(label),
            opened.design().weight(),
            List.of(),
            List.of(),
            1,
            List.of());
    Opened labelled = new Opened(opened.rows(), design);
    Dataset<Row> rows = labelled.withLabelAndWeight();
    List<Profile.Check> checks = labelled.labelAndWeightChecks();
    CollectionConverters.asJava(model.resolvedFormula().terms()).stream()
        .flatMap(term -> CollectionConverters.asJava(term).stream())
        .distinct()
        .forEach(column -> checks.add(formulaCheck(schema, column)));
    Profile profile = Profile.of(rows, checks, data.invalid());
    Features features =
        new Features(
            List.of(model), List.of(), ColumnFeatures.VECTOR, List.of(ColumnFeatures.VECTOR));
    return assemble(
        opened,
        features,
        features.transform(usable(rows, checks, data)),
        List.of(ColumnFeatures.VECTOR),
        null,
        profile,
        data,
        folds);
  }

  private static Profile.Check formulaCheck(StructType schema, String column) {
    return schema.apply(column).dataType() instanceof NumericType
        ? Profile.finite(column, "a value of " + column, false)
        : Profile.present(column, "a value of " + column);
  }

  /** The rows, without those to be dropped. */
  private static Dataset<Row> usable(
      Dataset<Row> rows, List<Profile.Check> checks, DataConfig data) {
    return data.invalid() == Invalid.DROP ? rows.filter(Profile.allValid(checks)) : rows;
  }

  private static TrainingTable assemble(
      Opened opened,
      Features features,
      Dataset<Row> transformed,
      List<String> foldKeys,
      @Nullable RawTable raw,
      Profile profile,
      DataConfig data,
      FoldsConfig folds) {
    Dataset<Row> rows =
        TrainingRows.select(transformed, features.column(), LABEL, WEIGHT, fold(foldKeys, folds));
    if (!features.names().isEmpty()) {
      rows = rows.withMetadata(TrainingRows.FEATURES, attributes(features.names()).toMetadata());
    }
    List<Transformer> cleanUp = new ArrayList<>();
    if (!features.scratch().isEmpty()) {
      cleanUp.add(
          new SQLTransformer()
              .setStatement(
                  "SELECT * EXCEPT (%s) FROM __THIS__"
                      .formatted(String.join(", ", features.scratch()))));
    }
    return new TrainingTable(
        rows,
        features.stages(),
        features.column(),
        cleanUp,
        raw,
        profile.rows(),
        profile.dropped(),
        sourceOf(opened.rows(), data));
  }

  private static Column fold(List<String> keys, FoldsConfig folds) {
    if (folds.column() != null) {
      return expr(folds.column());
    }
    List<Column> hashed =
        folds.by().isEmpty()
            ? new ArrayList<>(
                Stream.concat(Stream.of(LABEL, WEIGHT), keys.stream())
                    .map(TrainingRows::quoted)
                    .toList())
            : folds.by().stream().map(org.apache.spark.sql.functions::expr).toList();
    return TrainingRows.hashedFold(hashed, folds.seed(), folds.count());
  }

  private static AttributeGroup attributes(List<String> names) {
    Attribute[] attributes =
        names.stream()
            .map(name -> (Attribute) NumericAttribute.defaultAttr().withName(name))
            .toArray(Attribute[]::new);
    return new AttributeGroup(TrainingRows.FEATURES, attributes);
  }

  private static List<String> sourceOf(Dataset<Row> rows, DataConfig data) {
    if (data.path() != null) {
      return List.of(rows.inputFiles());
    }
    return List.of(data.sql() != null ? data.sql() : Source.describe(data));
  }
}
