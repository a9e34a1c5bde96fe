package ridgeline.data.sql;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import ridgeline.config.Problem;
import ridgeline.config.text.Spelling;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Checks the SQL expressions of a job file against the columns of a table, and collects the
 * problems.
 */
public final class Expressions {
  /** Separators of csv files other than the comma. */
  private static final Pattern SEPARATOR = Pattern.compile("[;\t|]");

  private final Dataset<Row> rows;
  private final List<Problem> problems;
  private final boolean mayBeQuery;
  private final Map<String, DataType> known = new HashMap<>();
  private final Map<String, Expression> values = new HashMap<>();

  public Expressions(Dataset<Row> rows, List<Problem> problems) {
    this(rows, problems, true);
  }

  /**
   * Checks expressions of a job file.
   *
   * @param mayBeQuery whether messages may advise {@code data.sql}
   */
  public Expressions(Dataset<Row> rows, List<Problem> problems, boolean mayBeQuery) {
    this.rows = rows;
    this.problems = problems;
    this.mayBeQuery = mayBeQuery;
  }

  /**
   * Analyses expressions together, which is far faster than one by one; if any is wrong, nothing is
   * learnt, and {@link #typeOf} finds out which.
   */
  public void learnTypes(List<String> expressions) {
    if (expressions.stream().anyMatch(text -> needsBackticks(text) || name(text).isPresent())) {
      return;
    }
    try {
      Dataset<Row> selected =
          rows.select(
              Stream.concat(Stream.of(col("*")), expressions.stream().map(text -> expr(text)))
                  .toArray(Column[]::new));
      StructType schema = selected.schema();
      boolean single = schema.size() == rows.columns().length + expressions.size();
      if (single && RowWise.fault(rows, selected).isEmpty()) {
        for (int k = 0; k < expressions.size(); k++) {
          int field = schema.size() - expressions.size() + k;
          known.put(expressions.get(k), schema.apply(field).dataType());
          keepValue(expressions.get(k), selected, field);
        }
      }
    } catch (Exception e) {
      known.clear();
      values.clear();
    }
  }

  /**
   * The type of an expression; reports a problem and returns the null type if it cannot be
   * analysed.
   */
  public DataType typeOf(String path, String expression) {
    DataType learnt = known.get(expression);
    if (learnt != null) {
      return learnt;
    }
    if (needsBackticks(expression)) {
      String name = ColumnNames.quotedName(expression);
      problems.add(
          new Problem(
              path,
              "'%s' is a column whose name needs backticks inside quotes: \"%s\"%s"
                  .formatted(
                      expression,
                      name,
                      parses("(" + expression + ")")
                          ? "; if you mean an expression, put it in brackets"
                          : "")));
      return DataTypes.NullType;
    }
    Optional<String> name = name(expression);
    if (name.isPresent()) {
      problems.add(
          new Problem(
              path,
              "'%s' names its value %s%s; leave the name out"
                  .formatted(
                      expression,
                      name.get(),
                      mayBeQuery ? ", which is possible only in data.sql" : "")));
      return DataTypes.NullType;
    }
    try {
      // Selecting all columns as well makes Spark refuse an aggregate.
      Dataset<Row> selected = rows.select(col("*"), expr(expression));
      StructType schema = selected.schema();
      Optional<String> fault = RowWise.fault(rows, selected);
      if (fault.isEmpty() && schema.size() == rows.columns().length + 1) {
        keepValue(expression, selected, schema.size() - 1);
        return schema.apply(schema.size() - 1).dataType();
      }
      String reason =
          fault
              .map(this::advised)
              .orElse("is not a single value; use one column, or an expression");
      problems.add(new Problem(path, "'%s' %s".formatted(expression, reason)));
    } catch (Exception e) {
      problems.add(new Problem(path, explain(expression, e)));
    }
    return DataTypes.NullType;
  }

  private String advised(String fault) {
    return mayBeQuery
        ? fault
        : fault.replace(RowWise.OTHER_ROWS, "; write its values to a column of the table");
  }

  /** The name that a text gives to a value, as {@code a + b AS c} does. */
  private Optional<String> name(String text) {
    try {
      return parser().parseExpression(text) instanceof Alias alias
          ? Optional.of(alias.name())
          : Optional.empty();
    } catch (Exception e) { // checked, but not declared in Scala
      return Optional.empty();
    }
  }

  private void keepValue(String expression, Dataset<Row> selected, int field) {
    if (selected.queryExecution().analyzed() instanceof Project project) {
      Expression value = (Expression) project.projectList().apply(field);
      values.put(
          expression, (value instanceof Alias alias ? alias.child() : value).canonicalized());
    }
  }

  /**
   * An analysed expression in its canonical form, which equivalent expressions share; empty if it
   * could not be analysed.
   */
  public Optional<Expression> valueOf(String expression) {
    return Optional.ofNullable(values.get(expression));
  }

  /** Whether text that is the name of a column means something else as an expression. */
  private boolean needsBackticks(String text) {
    if (Arrays.stream(rows.columns()).noneMatch(text::equalsIgnoreCase)) {
      return false;
    }
    try {
      Expression parsed = parser().parseExpression(text);
      return !(parsed instanceof UnresolvedAttribute column && column.nameParts().size() == 1);
    } catch (Exception e) { // checked, but not declared in Scala
      return true;
    }
  }

  private boolean parses(String text) {
    try {
      parser().parseExpression(text);
      return true;
    } catch (Exception e) { // checked, but not declared in Scala
      return false;
    }
  }

  private ParserInterface parser() {
    return ((org.apache.spark.sql.classic.SparkSession) rows.sparkSession())
        .sessionState()
        .sqlParser();
  }

  public void requireNumeric(String path, String expression, String hint) {
    requireNumeric(path, expression, type -> hint);
  }

  /** Refuses a numeric feature that is not numeric, with a hint for its type. */
  public void requireFeature(String path, String expression) {
    requireNumeric(path, expression, type -> hintFor(expression, type));
  }

  private void requireNumeric(String path, String expression, Function<DataType, String> hint) {
    DataType type = typeOf(path, expression);
    if (!type.equals(DataTypes.NullType) && !isNumeric(type)) {
      problems.add(
          new Problem(
              path,
              "must be numeric, but '%s' is %s; %s"
                  .formatted(expression, type.simpleString(), hint.apply(type))));
    }
  }

  private static String hintFor(String expression, DataType type) {
    if (type instanceof StringType) {
      return "if it has categories, list it under data.categorical; if it has numbers mixed with text such as NA or 1,234, set data.options: {nullValue: NA}, or use an expression such as double(replace(%s, ',', ''))"
          .formatted(expression);
    }
    if (type.equals(DataTypes.DateType)) {
      return "use unix_date(%s), or list it under data.categorical".formatted(expression);
    }
    if (isCategory(type)) {
      return "use unix_seconds(timestamp(%s)), or list it under data.categorical"
          .formatted(expression);
    }
    if (type.equals(SQLDataTypes.VectorType())) {
      return "put it under data.vector, without other features";
    }
    return type instanceof StructType fields && !fields.isEmpty()
        ? "use one of its fields, such as %s.%s".formatted(expression, fields.apply(0).name())
        : "use an expression that returns a number";
  }

  public void requireBoolean(String path, String expression) {
    DataType type = typeOf(path, expression);
    if (!type.equals(DataTypes.NullType) && !(type instanceof BooleanType)) {
      problems.add(
          new Problem(
              path,
              "must be true or false, but '%s' is %s".formatted(expression, type.simpleString())));
    }
  }

  public static boolean isNumeric(DataType type) {
    return type instanceof NumericType || type instanceof BooleanType;
  }

  public static boolean isCategory(DataType type) {
    return isNumeric(type)
        || type instanceof StringType
        || type.equals(DataTypes.DateType)
        || type.equals(DataTypes.TimestampType)
        || type.equals(DataTypes.TimestampNTZType);
  }

  /**
   * Names, as spelt in the table, of the columns that an expression reads; empty if it cannot be
   * analysed.
   */
  public Set<String> columnsOf(String expression) {
    Set<String> columns = new LinkedHashSet<>();
    try {
      Dataset<Row> selected = rows.select(expr(expression));
      for (Expression part :
          CollectionConverters.asJava(selected.queryExecution().analyzed().expressions())) {
        for (Attribute column :
            CollectionConverters.asJava(rows.queryExecution().analyzed().output())) {
          if (part.references().contains(column)) {
            columns.add(column.name());
          }
        }
      }
    } catch (Exception e) {
      return Set.of();
    }
    return columns;
  }

  private String explain(String expression, Exception error) {
    if (error instanceof AnalysisException analysis
        && "UNRESOLVED_COLUMN.WITH_SUGGESTION".equals(analysis.getCondition())) {
      String missing = analysis.getMessageParameters().getOrDefault("objectName", expression);
      String nearest =
          Spelling.nearest(missing.replace("`", ""), List.of(rows.columns()))
              .filter(name -> name.length() > 1)
              .map("; did you mean '%s'?"::formatted)
              .orElse("");
      String csv = ofCsv(missing.replace("`", ""));
      return "there is no column %s; the columns are %s%s%s"
          .formatted(
              missing,
              String.join(", ", columnNames()),
              csv.isEmpty() ? nearest : csv,
              ofSomeFiles());
    }
    if (SparkMessage.hasCondition(error, "MISSING_GROUP_BY", "MISSING_AGGREGATION")) {
      return "'%s' %s".formatted(expression, advised(RowWise.aggregate()));
    }
    return AmbiguousColumns.explain(error, rows.columns())
        .orElseGet(
            () ->
                "the expression '%s' is wrong: %s"
                    .formatted(expression, SparkMessage.firstLine(error)));
  }

  /** Refuses columns of the table whose names mean several to Spark. */
  public void requireUnambiguous(String path, List<String> columns) {
    try {
      rows.select(columns.stream().map(ColumnNames::quoted).toArray(Column[]::new));
    } catch (Exception e) { // Spark's is checked, but not declared in Scala
      problems.add(new Problem(path, explain(String.join(", ", columns), e)));
    }
  }

  /** What to set if a csv file seems to be read with the wrong options. */
  private String ofCsv(String missing) {
    List<String> names = Arrays.asList(rows.columns());
    if (names.stream().allMatch(name -> name.matches("_c\\d+"))) {
      return "; set data.options: {header: true, inferSchema: true} if the first line has the"
          + " column names";
    }
    Matcher separator = SEPARATOR.matcher(names.get(0));
    if (names.size() == 1 && separator.find()) {
      return "; set data.options: {sep: \"%s\"} if that is the separator"
          .formatted(separator.group().replace("\t", "\\t"));
    }
    return names.stream().anyMatch(name -> name.strip().equalsIgnoreCase(missing))
        ? "; set data.options: {ignoreLeadingWhiteSpace: true, ignoreTrailingWhiteSpace: true}"
            + " for names with spaces around them"
        : "";
  }

  /** What to set if only some files have a column: Spark takes the schema from one of them. */
  private String ofSomeFiles() {
    String[] files = rows.inputFiles();
    boolean merging = Arrays.stream(files).anyMatch(file -> file.matches(".*\\.(parquet|orc)"));
    return merging && files.length > 1
        ? "; if only some of the files have it, set data.options: {mergeSchema: true}"
        : "";
  }

  private List<String> columnNames() {
    List<String> names = new ArrayList<>(Arrays.asList(rows.columns()));
    return names.size() <= 30 ? names : names.subList(0, 30);
  }
}
