package ridgeline.data.source;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.data.sql.ColumnNames;
import ridgeline.data.sql.Expressions;

/** What makes a partition: columns of directories, and expressions over the columns of rows. */
public final class PartitionEntries {
  static final String KEY = "partition.by";

  private static final Set<DataType> INTEGERS =
      Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  private final List<Entry> entries;
  private final SortedMap<String, String> types;

  private PartitionEntries(List<Entry> entries, SortedMap<String, String> types) {
    this.entries = List.copyOf(entries);
    this.types = Collections.unmodifiableSortedMap(types);
  }

  /**
   * A partition column or an expression.
   *
   * @param text as the job file has it
   * @param type of the expression; null for a partition column
   */
  record Entry(String text, @Nullable DataType type) {

    boolean isExpression() {
      return type != null;
    }

    String sql() {
      return isExpression() ? "(%s\n)".formatted(text) : ColumnNames.quotedName(text);
    }

    /**
     * The value of the expression.
     *
     * @param name that {@link #name} gave it
     * @throws IllegalArgumentException if it is not of the type
     */
    Literal literal(String name) {
      if (name.equals(SourcePartition.NULL)) {
        return new Literal(null, type);
      }
      String value = ExternalCatalogUtils.unescapePathName(name);
      if (DataTypes.StringType.equals(type)) {
        return Literal.create(value, type);
      }
      try {
        return Literal.create(parsed(value), type);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(value, e);
      }
    }

    private Object parsed(String value) {
      if (DataTypes.DateType.equals(type)) {
        return LocalDate.parse(value);
      } else if (DataTypes.BooleanType.equals(type)) {
        return requireBoolean(value);
      } else if (DataTypes.ByteType.equals(type)) {
        return Byte.valueOf(value);
      } else if (DataTypes.ShortType.equals(type)) {
        return Short.valueOf(value);
      } else if (DataTypes.IntegerType.equals(type)) {
        return Integer.valueOf(value);
      }
      return Long.valueOf(value);
    }

    private static boolean requireBoolean(String value) {
      if (!value.equals("true") && !value.equals("false")) {
        throw new IllegalArgumentException(value);
      }
      return value.equals("true");
    }

    /** The value of the expression, as the name of a partition has it. */
    SourcePartition.Key key(Literal literal) {
      return new SourcePartition.Key(
          ExternalCatalogUtils.escapePathName(text),
          name(literal.value() == null ? null : literal.toString()),
          literal.sql(),
          sql());
    }
  }

  /** A value as the name of a directory has it; no two have the same. */
  static String name(@Nullable String value) {
    if (value == null) {
      return SourcePartition.NULL;
    }
    return value.equals(SourcePartition.NULL)
        ? "%5F" + value.substring(1)
        : ExternalCatalogUtils.escapePathName(value);
  }

  /**
   * Checks what partitions are made of; no row is read. Whatever is not in plain files has
   * partition columns only, which are not checked here.
   *
   * @param rows the table as it was opened
   * @param by names of partition columns, and expressions
   * @throws ConfigException if one of them is neither, or cannot make partitions
   */
  public static PartitionEntries of(Dataset<Row> rows, List<String> by) throws ConfigException {
    Optional<StructType> directories = SourcePartitions.directories(rows);
    if (directories.isEmpty()) {
      return new PartitionEntries(
          by.stream().map(text -> new Entry(text, null)).toList(), new TreeMap<>());
    }
    List<String> columns = Arrays.asList(directories.get().fieldNames());
    List<Problem> problems = new ArrayList<>();
    Expressions expressions = new Expressions(rows, problems, false);
    List<Entry> entries = new ArrayList<>();
    SortedMap<String, String> types = new TreeMap<>();
    for (int i = 0; i < by.size(); i++) {
      String text = by.get(i);
      if (columns.contains(text)) {
        entries.add(new Entry(text, null));
        continue;
      }
      requireSpelling(rows, text, columns);
      requireColumn(rows, text, columns);
      String path = "%s[%d]".formatted(KEY, i);
      DataType type = expressions.typeOf(path, text);
      if (!type.equals(DataTypes.NullType)) {
        requireType(path, text, type, problems);
      } else if (problems.isEmpty()) {
        problems.add(new Problem(path, "'%s' is always null; use another".formatted(text)));
      }
      entries.add(new Entry(text, type));
      for (String column : expressions.columnsOf(text)) {
        types.put(column, rows.schema().apply(column).dataType().catalogString());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new PartitionEntries(entries, types);
  }

  /** Refuses a partition column in other case, which as an expression would be read of all rows. */
  private static void requireSpelling(Dataset<Row> rows, String text, List<String> directories)
      throws ConfigException {
    if (Arrays.asList(rows.columns()).contains(text)) {
      return;
    }
    for (String column : directories) {
      if (column.equalsIgnoreCase(text)) {
        throw SourcePartitions.refused(
            "the directories are %s=..., not %s=...; write %s".formatted(column, text, column));
      }
    }
  }

  /** Refuses a plain name that no column has: it was not meant as an expression. */
  private static void requireColumn(Dataset<Row> rows, String text, List<String> directories)
      throws ConfigException {
    boolean isName = ColumnNames.expression(text).equals(text);
    if (isName && Arrays.stream(rows.columns()).noneMatch(text::equalsIgnoreCase)) {
      throw SourcePartitions.refused(
          directories.isEmpty()
              ? "the table has no directories such as %s=..., and no column %s; give an expression over its columns, such as date(time)"
                  .formatted(text, text)
              : "%s is not a partition column; those of the table are %s"
                  .formatted(text, String.join(", ", directories)));
    }
  }

  private static void requireType(String path, String text, DataType type, List<Problem> problems) {
    boolean isPossible =
        INTEGERS.contains(type)
            || type.equals(DataTypes.DateType)
            || type.equals(DataTypes.StringType)
            || type.equals(DataTypes.BooleanType);
    if (!isPossible) {
      boolean isTime = type instanceof TimestampType || type instanceof TimestampNTZType;
      problems.add(
          new Problem(
              path,
              "must be a date, text, an integer or a boolean, but '%s' is %s; use %s"
                  .formatted(
                      text,
                      type.simpleString(),
                      isTime ? "date(%s)".formatted(text) : "an expression that returns one")));
    }
  }

  List<Entry> entries() {
    return entries;
  }

  /** The partition columns and expressions in SQL. */
  public List<String> sql() {
    return entries.stream().map(Entry::sql).toList();
  }

  List<String> texts() {
    return entries.stream().map(Entry::text).toList();
  }

  /** Whether any of them is an expression. */
  public boolean hasExpressions() {
    return entries.stream().anyMatch(Entry::isExpression);
  }

  List<Entry> expressions() {
    return entries.stream().filter(Entry::isExpression).toList();
  }

  /** Spark's types of the columns that the expressions read, by name. */
  public SortedMap<String, String> types() {
    return types;
  }

  /** Whether names are those of a value of each expression. */
  boolean areValid(List<String> names) {
    List<Entry> expressions = expressions();
    if (names.size() != expressions.size()) {
      return false;
    }
    try {
      for (int k = 0; k < names.size(); k++) {
        Literal unused = expressions.get(k).literal(names.get(k));
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
