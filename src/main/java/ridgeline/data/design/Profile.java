package ridgeline.data.design;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.data.DataException;
import ridgeline.data.OutOfRangeException;
import ridgeline.data.columns.RawTable;
import ridgeline.data.sql.ColumnNames;

/**
 * The result of one pass over the prepared columns, before any feature is built.
 *
 * @param rows number of rows read, without those of weight 0
 * @param dropped number of rows left out because of an invalid value
 * @param imputed number of values to impute in each numeric column; empty unless they are
 * @param means weighted means of the valid values of each numeric column, for imputation
 * @param levels levels of each categorical column, in code point order
 */
@SuppressWarnings("ArrayRecordComponent")
public record Profile(
    long rows, long dropped, long[] imputed, double[] means, List<List<String>> levels) {

  /** A profile of rows that have not been read, without categories. */
  public static Profile unchecked() {
    return ofLevels(List.of());
  }

  /** A profile of rows that have not been read, but whose levels are known. */
  public static Profile ofLevels(List<List<String>> levels) {
    return new Profile(0, 0, new long[0], new double[0], levels);
  }

  /**
   * A column to be checked.
   *
   * @param column its name in the rows
   * @param description how messages name it
   * @param isInvalid true if its value cannot be used
   * @param mustBeValid whether an invalid value is refused even if others are imputed
   */
  public record Check(String column, String description, Column isInvalid, boolean mustBeValid) {}

  /** A check that a double column is finite. */
  public static Check finite(String column, String description, boolean mustBeValid) {
    return new Check(
        column,
        description + " that is null, NaN or infinite",
        not(isFinite(ColumnNames.quoted(column))),
        mustBeValid);
  }

  /** A check that a column is not null. */
  public static Check present(String column, String description) {
    return new Check(
        column, description + " that is null", ColumnNames.quoted(column).isNull(), false);
  }

  /** A check that the text of a level is not null, for values of a type. */
  public static Check level(String column, String description, DataType type) {
    boolean hasNan = type instanceof DoubleType || type instanceof FloatType;
    return hasNan
        ? new Check(
            column,
            description + " that is null, NaN or infinite",
            ColumnNames.quoted(column).isNull(),
            false)
        : present(column, description);
  }

  /** Never null: false for null, NaN and infinite values. */
  public static Column isFinite(Column value) {
    return value.isNotNull().and(abs(value).lt(lit(Double.POSITIVE_INFINITY)));
  }

  /** True for rows that pass every check. */
  public static Column allValid(List<Check> checks) {
    return checks.stream().map(check -> not(check.isInvalid())).reduce(lit(true), Column::and);
  }

  /**
   * Reads rows once whose features are built elsewhere.
   *
   * @param zeroWeight counts the rows of weight 0, which are not among these
   * @throws DataException if rows are invalid but must not be, or there are none
   */
  public static Profile of(
      Dataset<Row> rows, List<Check> checks, InvalidValuePolicy invalid, LongSupplier zeroWeight) {
    List<Column> aggregates = new ArrayList<>();
    aggregates.add(sum(when(allValid(checks), 1L).otherwise(0L)));
    checks.forEach(check -> aggregates.add(sum(when(check.isInvalid(), 1L).otherwise(0L))));
    Row found = rows.agg(count(lit(1)), aggregates.toArray(Column[]::new)).first();
    long all = found.getLong(0);
    long[] faults = new long[checks.size()];
    for (int i = 0; i < faults.length && all > 0; i++) {
      faults[i] = found.getLong(2 + i);
    }
    long valid = all == 0 ? 0 : found.getLong(1);
    requireRows(all, invalid == InvalidValuePolicy.DROP ? valid : all, false, zeroWeight);
    return checked(all, valid, faults, checks, false, invalid, new double[0], List.of());
  }

  /**
   * Reads the columns of a table once.
   *
   * @param columns the columns, without levels
   * @param checks of the label, the weight if there is a weight column, then the numeric and the
   *     categorical columns in order
   * @param mayImpute whether messages may advise to impute values
   * @param zeroWeight counts the rows of weight 0, which are not among these
   * @throws DataException if rows are invalid but must not be, or there are none
   */
  public static Profile of(
      RawTable columns,
      List<Check> checks,
      InvalidValuePolicy invalid,
      boolean mayImpute,
      LongSupplier zeroWeight) {
    ColumnProfiler profiler = ColumnProfiler.collect(columns, invalid);
    boolean imputable = mayImpute && columns.numeric() > 0;
    requireRows(
        profiler.rows(),
        invalid == InvalidValuePolicy.DROP ? profiler.valid() : profiler.rows(),
        imputable,
        zeroWeight);
    OptionalDouble overflowing = profiler.overflowingWeight();
    if (overflowing.isPresent()) {
      throw OutOfRangeException.weights(overflowing.getAsDouble());
    }
    double[] means = invalid == InvalidValuePolicy.IMPUTE ? profiler.means() : new double[0];
    List<List<String>> levels = profiler.levels();
    Profile profile =
        checked(
            profiler.rows(),
            profiler.valid(),
            profiler.faults(),
            checks,
            imputable,
            invalid,
            means,
            levels);
    for (int j = 0; j < means.length; j++) {
      if (Double.isNaN(means[j])) {
        throw new DataException(
            "every row has %s, so there is no mean to impute; leave it out"
                .formatted(checks.get((columns.weighted() ? 2 : 1) + j).description()));
      }
    }
    return profile;
  }

  private static Profile checked(
      long rows,
      long valid,
      long[] faults,
      List<Check> checks,
      boolean imputable,
      InvalidValuePolicy invalid,
      double[] means,
      List<List<String>> levels) {
    refuseInvalid(rows, faults, checks, invalid, imputable);
    int numeric = faults.length - levels.size() - means.length;
    long[] imputed = Arrays.copyOfRange(faults, numeric, numeric + means.length);
    return new Profile(
        rows, invalid == InvalidValuePolicy.DROP ? rows - valid : 0, imputed, means, levels);
  }

  private static void requireRows(
      long all, long valid, boolean imputable, LongSupplier zeroWeight) {
    if (all == 0 && zeroWeight.getAsLong() > 0) {
      throw new DataException("every row has weight 0; there is nothing to fit");
    }
    if (all == 0) {
      throw new DataException("there are no rows to fit; check the data and data.where");
    }
    if (valid == 0) {
      throw new DataException(
          "all %,d rows have an invalid value and would be dropped; ".formatted(all)
              + (imputable ? "set data.invalid: impute, or " : "")
              + "leave out the columns that are empty");
    }
  }

  private static void refuseInvalid(
      long rows, long[] faults, List<Check> checks, InvalidValuePolicy invalid, boolean imputable) {
    int[] found = IntStream.range(0, faults.length).filter(i -> faults[i] > 0).toArray();
    String refused =
        IntStream.of(found)
            .filter(i -> refuses(checks.get(i), invalid))
            .mapToObj(i -> "%,d have %s".formatted(faults[i], checks.get(i).description()))
            .collect(Collectors.joining("; "));
    if (refused.isEmpty()) {
      return;
    }
    boolean canImpute =
        imputable
            && invalid == InvalidValuePolicy.FAIL
            && IntStream.of(found).noneMatch(i -> checks.get(i).mustBeValid());
    throw new DataException(
        "of %,d rows, %s; fix them, filter them with data.where, or set data.invalid to drop%s"
            .formatted(rows, refused, canImpute ? " or impute" : ""));
  }

  private static boolean refuses(Check check, InvalidValuePolicy invalid) {
    return invalid == InvalidValuePolicy.FAIL
        || (invalid == InvalidValuePolicy.IMPUTE && check.mustBeValid());
  }
}
