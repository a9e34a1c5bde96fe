package ridgeline.store.window;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the date of a partition in its name. */
public final class PartitionDate {
  private static final int MAX_COLUMNS = 20;

  private PartitionDate() {}

  /**
   * The date of a partition: that of its first column or expression, such as {@code
   * day=2001-06-07}, {@code date(time)=2001-06-07} or {@code month=2001-06}, or that of its columns
   * {@code year}, {@code month} and, if there is one, {@code day}, or functions of these names. A
   * month or a year counts as its first day.
   *
   * @param name of the partition
   * @return empty if it has none
   */
  public static Optional<LocalDate> of(String name) {
    List<String[]> columns =
        Stream.of(name.split("/", MAX_COLUMNS)).map(key -> key.split("=", 2)).toList();
    String first = columns.get(0)[columns.get(0).length - 1];
    try {
      if (columns.size() > 1 && is(columns.get(0), "year") && is(columns.get(1), "month")) {
        boolean days =
            columns.size() > 2 && (is(columns.get(2), "day") || is(columns.get(2), "dayofmonth"));
        return Optional.of(
            LocalDate.of(
                Integer.parseInt(first),
                Integer.parseInt(columns.get(1)[1]),
                days ? Integer.parseInt(columns.get(2)[1]) : 1));
      }
      return Optional.of(
          first.length() > "2001-06".length()
              ? LocalDate.parse(first)
              : YearMonth.parse(first).atDay(1));
    } catch (DateTimeParseException | NumberFormatException e) {
      return Optional.empty();
    } catch (DateTimeException e) { // such as month 13
      return Optional.empty();
    }
  }

  /** Whether a key is a column of some name, or the function of the name of something. */
  private static boolean is(String[] key, String part) {
    String column = key[0].toLowerCase(Locale.ROOT);
    return key.length == 2
        && (column.equals(part) || (column.startsWith(part + "(") && column.endsWith(")")));
  }
}
