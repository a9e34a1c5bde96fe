package ridgeline.data.design;

import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.feature.RFormula;
import org.apache.spark.ml.feature.RFormulaModel;
import org.apache.spark.ml.feature.RFormulaParser$;
import org.apache.spark.ml.feature.ResolvedRFormula;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.text.Spelling;
import ridgeline.data.sql.ColumnNames;
import ridgeline.data.sql.SparkMessage;
import scala.jdk.javaapi.CollectionConverters;

/** A formula of a job file, whose columns are known before MLlib reads any row. */
public final class Formula {
  /** Maximum number of columns listed when one is missing. */
  private static final int MAX_LISTED = 30;

  private final String text;
  private final StructType schema;
  private final ResolvedRFormula resolved;

  private Formula(String text, StructType schema, ResolvedRFormula resolved) {
    this.text = text;
    this.schema = schema;
    this.resolved = resolved;
  }

  /**
   * Finds the columns of a formula.
   *
   * @param text as in the job file
   * @param schema of the table
   * @throws ConfigException if it is not a formula, or does not fit the table
   */
  public static Formula of(String text, StructType schema) throws ConfigException {
    ResolvedRFormula resolved;
    try {
      resolved = RFormulaParser$.MODULE$.parse(FormulaText.forMllib(text)).resolve(schema);
    } catch (IllegalArgumentException e) {
      throw refused(
          "'%s': it is not a formula such as y ~ a + b, with + - : * ^ and brackets, of columns named with letters, digits, _ and .; rename other columns with data.sql"
              .formatted(text));
    }
    Formula formula = new Formula(text, schema, resolved);
    formula.check();
    return formula;
  }

  private void check() throws ConfigException {
    String label = label();
    if (label.isEmpty()) {
      throw refused("'%s' has no label; write it before the ~".formatted(text));
    }
    List<String> features = features();
    if (features.isEmpty()) {
      throw refused("'%s' has no features; write them after the ~".formatted(text));
    }
    requireColumn(label);
    if (!(typeOf(label) instanceof NumericType)) {
      throw refused(
          "the label %s must be a numeric column; convert it with data.sql".formatted(label));
    }
    if (features.contains(label)) {
      throw refused("'%s' uses its label %s as a feature; leave it out".formatted(text, label));
    }
    for (String feature : features) {
      requireColumn(feature);
      DataType type = typeOf(feature);
      if (!(type instanceof StringType
          || type instanceof NumericType
          || type instanceof BooleanType)) {
        throw refused(
            "the column %s is %s, but must be text or a number; put an ML vector under data.vector"
                .formatted(feature, type.simpleString()));
      }
    }
  }

  private void requireColumn(String name) throws ConfigException {
    List<String> columns = List.of(schema.fieldNames());
    if (!columns.contains(name)) {
      List<String> listed = columns.subList(0, Math.min(MAX_LISTED, columns.size()));
      throw refused(
          "'%s': there is no column %s; the columns are %s%s"
              .formatted(
                  text,
                  name,
                  String.join(", ", listed),
                  Spelling.nearest(name, columns)
                      .map("; did you mean '%s'?"::formatted)
                      .orElse("")));
    }
    if (name.contains(".")) {
      throw refused(
          "the column %s has a dot in its name, which MLlib's formulas do not support; rename it with data.sql"
              .formatted(name));
    }
  }

  private DataType typeOf(String column) {
    return schema.apply(column).dataType();
  }

  public String label() {
    return resolved.label();
  }

  /** Distinct columns of the terms. */
  public List<String> features() {
    return CollectionConverters.asJava(resolved.terms()).stream()
        .flatMap(term -> CollectionConverters.asJava(term).stream())
        .distinct()
        .toList();
  }

  /** Checks that the values of the features can be used. */
  public List<Profile.Check> checks() {
    return features().stream()
        .map(
            column ->
                typeOf(column) instanceof NumericType
                    ? Profile.finite(column, "a value of " + column, false)
                    : Profile.present(column, "a value of " + column))
        .toList();
  }

  /**
   * Finds the levels of the text columns.
   *
   * @param rows only the rows that are used, because levels that occur only in others do not count
   * @throws ConfigException if MLlib cannot code the levels
   */
  public RFormulaModel fit(Dataset<Row> rows) throws ConfigException {
    // This order makes the alphabetically first level the reference, as in R, regardless of the
    // weights.
    RFormula formula =
        new RFormula()
            .setFormula(FormulaText.forMllib(text))
            .setStringIndexerOrderType("alphabetDesc")
            .setFeaturesCol(ColumnFeatures.VECTOR)
            .setLabelCol("ridgeline_formula_label");
    try {
      RFormulaModel model = formula.fit(columnsOf(rows));
      model.set(model.labelCol(), label());
      return model;
    } catch (Exception e) {
      if (!(e instanceof IllegalArgumentException || e instanceof AnalysisException)) {
        throw e;
      }
      Optional<String> fault = faultOfLevels(rows);
      throw refused(fault.orElseGet(() -> "'%s': %s".formatted(text, SparkMessage.firstLine(e))));
    }
  }

  private Dataset<Row> columnsOf(Dataset<Row> rows) {
    return rows.select(
        Stream.concat(Stream.of(label()), features().stream())
            .map(ColumnNames::quoted)
            .toArray(Column[]::new));
  }

  /** The text column that MLlib refuses without naming it. */
  private Optional<String> faultOfLevels(Dataset<Row> rows) {
    for (String column : features()) {
      if (typeOf(column) instanceof StringType) {
        Column value = ColumnNames.quoted(column);
        Row ends = rows.agg(min(value), max(value)).first();
        if (ends.get(0) == null || ends.getString(0).isEmpty()) {
          return Optional.of(
              "the column %1$s has empty text, which cannot be a level in a formula; filter it with data.where: %2$s <> '', or replace it with data.sql"
                  .formatted(column, ColumnNames.expression(column)));
        }
        if (ends.getString(0).equals(ends.getString(1))) {
          return Optional.of(
              "the column %s is '%s' in every row used; leave it out of the formula"
                  .formatted(column, ends.getString(0)));
        }
      }
    }
    return Optional.empty();
  }

  private static ConfigException refused(String message) {
    return new ConfigException(List.of(new Problem("data.formula", message)));
  }
}
