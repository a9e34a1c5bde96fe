package ridgeline.data;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.config.Invalid;

/**
 * What one pass over the prepared columns finds out before any feature is made.
 *
 * @param rows rows read
 * @param dropped rows left out because of an invalid value
 * @param means of the valid values of each numeric column, for imputation
 * @param levels of each categorical column, in the order of their code points
 */
@SuppressWarnings("ArrayRecordComponent")
record Profile(long rows, long dropped, double[] means, List<List<String>> levels) {

  /**
   * A column to be checked.
   *
   * @param column its name in the rows
   * @param description what it is to the user
   * @param isInvalid true where its value cannot be used
   * @param mustBeValid whether an invalid value is refused even if others are imputed
   */
  record Check(String column, String description, Column isInvalid, boolean mustBeValid) {}

  /** A check that a double column is finite. */
  static Check finite(String column, String description, boolean mustBeValid) {
    return new Check(
        column,
        description + " that is null, NaN or infinite",
        not(isFinite(TrainingRows.quoted(column))),
        mustBeValid);
  }

  /** A check that a column is not null. */
  static Check present(String column, String description) {
    return new Check(
        column, description + " that is null", TrainingRows.quoted(column).isNull(), false);
  }

  /** Never null: false for null, NaN and infinite values. */
  static Column isFinite(Column value) {
    return value.isNotNull().and(abs(value).lt(lit(Double.POSITIVE_INFINITY)));
  }

  /** True where every check passes. */
  static Column allValid(List<Check> checks) {
    return checks.stream().map(check -> not(check.isInvalid())).reduce(lit(true), Column::and);
  }

  /**
   * Reads the rows once.
   *
   * @param numeric names of the numeric columns, all doubles
   * @param categorical names of the categorical columns, all strings
   * @throws DataException if rows are invalid and must not be, or there are none
   */
  static Profile of(
      Dataset<Row> rows,
      List<Check> checks,
      List<String> numeric,
      List<String> categorical,
      Invalid invalid) {
    Column used = invalid == Invalid.DROP ? allValid(checks) : lit(true);
    List<Column> aggregates = new ArrayList<>();
    aggregates.add(count(lit(1)));
    aggregates.add(sum(when(used, 1L).otherwise(0L)));
    checks.forEach(check -> aggregates.add(sum(when(check.isInvalid(), 1L).otherwise(0L))));
    if (invalid == Invalid.IMPUTE) {
      numeric.forEach(name -> aggregates.add(avg(when(isFinite(col(name)), col(name)))));
    }
    categorical.forEach(name -> aggregates.add(collect_set(when(used, col(name)))));
    Row found =
        rows.agg(aggregates.get(0), aggregates.subList(1, aggregates.size()).toArray(Column[]::new))
            .first();

    long all = found.getLong(0);
    requireRows(all, all == 0 ? 0 : found.getLong(1));
    refuseInvalid(found, checks, invalid, !numeric.isEmpty());
    int next = 2 + checks.size();
    double[] means = new double[invalid == Invalid.IMPUTE ? numeric.size() : 0];
    for (int j = 0; j < means.length; j++) {
      means[j] = mean(found, next++, checkOf(numeric.get(j), checks));
    }
    List<List<String>> levels = new ArrayList<>();
    for (int j = 0; j < categorical.size(); j++) {
      List<String> set = found.getList(next++);
      levels.add(set.stream().sorted().toList());
    }
    return new Profile(all, all - found.getLong(1), means, levels);
  }

  private static void requireRows(long all, long valid) {
    if (all == 0) {
      throw new DataException("there are no rows to fit; check the data and data.where");
    }
    if (valid == 0) {
      throw new DataException(
          "every one of the %,d rows has an invalid value and would be dropped; ".formatted(all)
              + "set data.invalid: impute, or leave out the columns that are empty");
    }
  }

  private static void refuseInvalid(
      Row found, List<Check> checks, Invalid invalid, boolean imputable) {
    List<String> faults =
        IntStream.range(0, checks.size())
            .filter(i -> found.getLong(2 + i) > 0)
            .filter(i -> refuses(checks.get(i), invalid))
            .mapToObj(
                i -> "%,d have %s".formatted(found.getLong(2 + i), checks.get(i).description()))
            .toList();
    if (!faults.isEmpty()) {
      boolean mendable = invalid == Invalid.FAIL && imputable && !labelOrWeight(found, checks);
      throw new DataException(
          "of %,d rows, %s; mend them, filter them with data.where, or set data.invalid to drop%s"
              .formatted(
                  found.getLong(0), String.join("; ", faults), mendable ? " or impute" : ""));
    }
  }

  private static boolean labelOrWeight(Row found, List<Check> checks) {
    return IntStream.range(0, checks.size())
        .anyMatch(i -> checks.get(i).mustBeValid() && found.getLong(2 + i) > 0);
  }

  private static boolean refuses(Check check, Invalid invalid) {
    return invalid == Invalid.FAIL || (invalid == Invalid.IMPUTE && check.mustBeValid());
  }

  private static Check checkOf(String column, List<Check> checks) {
    return checks.stream().filter(check -> check.column().equals(column)).findFirst().orElseThrow();
  }

  private static double mean(Row found, int position, Check check) {
    if (found.isNullAt(position)) {
      throw new DataException(
          "every row has %s, which leaves no mean to impute; leave it out"
              .formatted(check.description()));
    }
    return found.getDouble(position);
  }
}
