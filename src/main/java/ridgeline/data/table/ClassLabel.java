package ridgeline.data.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.DataConfig;
import ridgeline.data.DataException;
import ridgeline.data.TrainingRows;
import ridgeline.data.source.TableReader;

/** A label of a table whose values are classes. */
public final class ClassLabel {
  private static final String VALUE = "ridgeline_class";

  private final DataConfig data;
  private final List<String> classes;
  private final DataType type;

  private ClassLabel(DataConfig data, List<String> classes, DataType type) {
    this.data = data;
    this.classes = classes;
    this.type = type;
  }

  /**
   * Checks the labels of a table in one pass.
   *
   * @throws ConfigException if the label cannot be a class
   * @throws DataException if a label is not one of the classes
   */
  public static ClassLabel of(SparkSession spark, DataConfig data, List<String> classes)
      throws ConfigException {
    Dataset<Row> labels;
    try {
      Dataset<Row> rows = TableReader.open(spark, data);
      if (data.where() != null) {
        rows = rows.where(data.where());
      }
      if (data.weight() != null) {
        rows = TrainingRows.weighted(rows, expr(data.weight()));
      }
      labels = rows.select(expr(Objects.requireNonNull(data.label())).as(VALUE));
    } catch (Exception e) { // checked, but not declared in Scala
      if (e instanceof AnalysisException) {
        // The training table reports errors in label, weight and filter, as for any job.
        return new ClassLabel(data, classes, DataTypes.DoubleType);
      }
      throw e;
    }
    DataType type = labels.schema().apply(0).dataType();
    if (!(type instanceof StringType
        || type instanceof NumericType
        || type instanceof BooleanType)) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "data.label",
                  "is %s, but a class must be text, true or false, or a whole number"
                      .formatted(type.simpleString()))));
    }
    ClassLabel label = new ClassLabel(data, classes, type);
    label.requireClasses(labels);
    return label;
  }

  private void requireClasses(Dataset<Row> labels) {
    Column known =
        type instanceof StringType
            ? col(VALUE).isin(classes.toArray())
            : type instanceof BooleanType
                ? lit(classes.size() == 2)
                : col(VALUE).isin(IntStream.range(0, classes.size()).boxed().toArray());
    List<Row> unknown = labels.where(col(VALUE).isNotNull().and(not(known))).takeAsList(1);
    if (!unknown.isEmpty()) {
      throw new DataException(
          "the label is %s in a row, but must be %s; add it to classes, or filter such rows with data.where"
              .formatted(unknown.get(0).get(0), expected()));
    }
  }

  private String expected() {
    if (type instanceof StringType) {
      return "one of " + String.join(", ", classes);
    }
    return type instanceof BooleanType
        ? "one of two classes"
        : "a whole number from 0 to %d, the number of a class".formatted(classes.size() - 1);
  }

  /**
   * The data with the number of the class as the label, whose expression may end with a comment.
   */
  public DataConfig numbered() {
    if (type instanceof NumericType) {
      return data;
    }
    String label =
        type instanceof BooleanType
            ? "cast((%s\n) as int)".formatted(data.label())
            : IntStream.range(0, classes.size())
                .mapToObj(k -> "when %s then %d".formatted(quoted(classes.get(k)), k))
                .collect(Collectors.joining(" ", "case (%s\n) ".formatted(data.label()), " end"));
    return data.withLabel(label);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
