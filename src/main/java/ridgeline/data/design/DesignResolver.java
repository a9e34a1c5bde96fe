package ridgeline.data.design;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Problem;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.data.Products;
import ridgeline.data.TrainingRows;
import ridgeline.data.sql.ColumnNames;
import ridgeline.data.sql.Expressions;
import ridgeline.data.sql.StarColumns;

/** Resolves a job file against a table to a {@link Design}. */
public final class DesignResolver {
  /** Columns that a saved model adds, in lower case; the second if the label is transformed. */
  private static final Set<String> WRITTEN =
      Set.of(TrainingRows.PREDICTION, "predictiontransformed");

  private final Dataset<Row> rows;
  private final DataConfig data;
  private final FoldsConfig folds;
  private final boolean mayBeQuery;
  private final IntFunction<String> readerKey;
  private final List<Problem> problems;
  private final Expressions expressions;
  private @Nullable StarColumns star;

  public DesignResolver(
      Dataset<Row> rows, DataConfig data, FoldsConfig folds, List<Problem> problems) {
    this(rows, data, folds, true, "folds.by[%d]"::formatted, problems);
  }

  private DesignResolver(
      Dataset<Row> rows,
      DataConfig data,
      FoldsConfig folds,
      boolean mayBeQuery,
      IntFunction<String> readerKey,
      List<Problem> problems) {
    this.rows = rows;
    this.data = data;
    this.folds = folds;
    this.mayBeQuery = mayBeQuery;
    this.readerKey = readerKey;
    this.problems = problems;
    expressions = new Expressions(rows, problems, mayBeQuery);
  }

  /**
   * Resolves a job without folds against a table that is not a query.
   *
   * @param readers expressions whose columns a star does not stand for
   * @param readerKey where the job file has each of them
   */
  public static DesignResolver ofTable(
      Dataset<Row> rows,
      DataConfig data,
      List<String> readers,
      IntFunction<String> readerKey,
      List<Problem> problems) {
    FoldsConfig folds = new FoldsConfig(2, readers, 0, null);
    return new DesignResolver(rows, data, folds, false, readerKey, problems);
  }

  /**
   * The columns that the star stands for; null if there is no star, or before the design is
   * resolved.
   */
  public @Nullable StarColumns star() {
    return star;
  }

  /** Resolves the design; errors are added to the problems. */
  public Design resolve() {
    expressions.learnTypes(
        Stream.of(data.numeric(), data.categorical())
            .flatMap(List::stream)
            .filter(entry -> !entry.equals(DataConfig.ALL_NUMERIC))
            .toList());
    String label = Objects.requireNonNullElse(data.label(), "");
    if (data.label() != null) {
      expressions.requireNumeric("data.label", label, "use an expression that returns a number");
    }
    if (data.weight() != null) {
      expressions.requireNumeric(
          "data.weight", data.weight(), "use an expression that returns a number");
    }
    requireColumns();
    List<String> numeric = numeric();
    List<DataType> types = new ArrayList<>();
    for (int i = 0; i < data.categorical().size(); i++) {
      types.add(requireCategory("data.categorical[" + i + "]", data.categorical().get(i)));
    }
    requireDistinct("data.numeric", data.numeric());
    requireDistinct("data.categorical", data.categorical());
    requireInteractions(numeric);
    Products.problem(numeric.size(), data.degree()).ifPresent(problems::add);
    return new Design(
        label,
        data.weight(),
        numeric,
        data.categorical(),
        types,
        data.degree(),
        data.interactions());
  }

  private void requireColumns() {
    for (int i = 0; i < folds.by().size(); i++) {
      expressions.typeOf(readerKey.apply(i), folds.by().get(i));
    }
    if (folds.column() != null) {
      expressions.requireNumeric("folds.column", folds.column(), "fold numbers count from 0");
    }
    if (data.vector() != null) {
      DataType type = expressions.typeOf("data.vector", ColumnNames.quotedName(data.vector()));
      if (!type.equals(SQLDataTypes.VectorType()) && !type.equals(DataTypes.NullType)) {
        problems.add(
            new Problem(
                "data.vector",
                "must be an ML vector, but '%s' is %s; list plain columns under data.numeric"
                    .formatted(data.vector(), type.simpleString())));
      }
    }
    for (String name : rows.columns()) {
      if (WRITTEN.contains(name.toLowerCase(Locale.ROOT))) {
        problems.add(
            new Problem(
                "data",
                "has a column named %s, which the model would overwrite; rename it %s"
                    .formatted(name, mayBeQuery ? "with data.sql" : "in the table")));
      }
    }
  }

  private List<String> numeric() {
    List<String> resolved = new ArrayList<>();
    for (int i = 0; i < data.numeric().size(); i++) {
      String entry = data.numeric().get(i);
      if (entry.equals(DataConfig.ALL_NUMERIC)) {
        resolved.addAll(otherNumericColumns());
      } else {
        expressions.requireFeature("data.numeric[" + i + "]", entry);
        resolved.add(entry);
      }
    }
    return resolved;
  }

  /**
   * Numeric and boolean columns that nothing else in the job file reads, in the order of the table.
   */
  private List<String> otherNumericColumns() {
    Set<String> used = new HashSet<>();
    List<String> readers = new ArrayList<>(data.numeric());
    readers.remove(DataConfig.ALL_NUMERIC);
    readers.addAll(data.categorical());
    readers.addAll(folds.by());
    for (String reader : new String[] {data.label(), data.weight(), folds.column()}) {
      if (reader != null) {
        readers.add(reader);
      }
    }
    readers.forEach(reader -> used.addAll(expressions.columnsOf(reader)));
    List<StructField> numeric = new ArrayList<>();
    List<StructField> leftOut = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      if (!used.contains(field.name())) {
        (Expressions.isNumeric(field.dataType()) ? numeric : leftOut).add(field);
      }
    }
    star = new StarColumns(rows, numeric, leftOut);
    expressions.requireUnambiguous(
        "data.numeric", numeric.stream().map(StructField::name).toList());
    List<String> columns =
        numeric.stream().map(field -> ColumnNames.expression(field.name())).toList();
    if (columns.isEmpty() && data.numeric().size() + data.categorical().size() == 1) {
      problems.add(
          new Problem("data.numeric", "* matches no numeric column that is not used elsewhere"));
    }
    return columns;
  }

  private DataType requireCategory(String path, String expression) {
    DataType type = expressions.typeOf(path, expression);
    if (!type.equals(DataTypes.NullType) && !Expressions.isCategory(type)) {
      problems.add(
          new Problem(
              path,
              "must be text, a number or a date, but '%s' is %s"
                  .formatted(expression, type.simpleString())));
    }
    return type;
  }

  /** Refuses the label, and entries that differ only in spelling. */
  private void requireDistinct(String section, List<String> entries) {
    Optional<Expression> label =
        data.label() == null ? Optional.empty() : expressions.valueOf(data.label());
    Map<Expression, String> seen = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      String entry = entries.get(i);
      Optional<Expression> value = expressions.valueOf(entry);
      if (value.isEmpty()) {
        continue;
      }
      String path = "%s[%d]".formatted(section, i);
      String other = seen.put(value.get(), entry);
      if (other != null) {
        problems.add(
            new Problem(
                path, "'%s' is the same as '%s'; remove one of them".formatted(entry, other)));
      }
      if (value.equals(label)) {
        problems.add(
            new Problem(path, "'%s' is the label and cannot be a feature".formatted(entry)));
      }
    }
  }

  private void requireInteractions(List<String> numeric) {
    Set<List<String>> products = new HashSet<>();
    for (int i = 0; i < data.interactions().size(); i++) {
      List<String> factors = data.interactions().get(i);
      String path = "data.interactions[" + i + "]";
      for (String factor : factors) {
        if (!numeric.contains(factor) && !data.categorical().contains(factor)) {
          problems.add(
              new Problem(
                  path,
                  "'%s' is not an entry of data.numeric or data.categorical; add it there"
                      .formatted(factor)));
        }
      }
      boolean inExpansion =
          numeric.containsAll(factors) && data.degree() > 1 && factors.size() <= data.degree();
      if (inExpansion || !products.add(factors.stream().sorted().toList())) {
        problems.add(
            new Problem(
                path,
                "the product %s already comes from %s; leave it out"
                    .formatted(
                        String.join(":", factors),
                        inExpansion ? "data.degree " + data.degree() : "another interaction")));
      }
    }
  }
}
