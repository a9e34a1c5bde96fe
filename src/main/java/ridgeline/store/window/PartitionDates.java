package ridgeline.store.window;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the dates of the partitions of a table in their names. All dates are those of one column or
 * expression: of the first whose values are days, such as {@code day=2001-06-07} or {@code
 * date(time)=2001-06-07}, months, such as {@code month=2001-06}, or numbers of the column {@code
 * year}. To a year belong the columns {@code month} and, if there is one, {@code day}, wherever
 * they are in the name; only where there is no other column does a year stand by itself. Functions
 * of these names count as such columns. A month or a year counts as its first day.
 */
public final class PartitionDates {
  private static final int MAX_COLUMNS = 20;

  /** The position of the column; -1 if no partition has a date. */
  private final int column;

  private PartitionDates(int column) {
    this.column = column;
  }

  /** A column and its value in the name of a partition. */
  private record Entry(String column, String value) {
    static List<Entry> of(String name) {
      return Stream.of(name.split("/", MAX_COLUMNS))
          .map(entry -> entry.split("=", 2))
          .map(entry -> new Entry(entry[0], entry.length == 2 ? entry[1] : ""))
          .toList();
    }

    /** Whether the column has some name, or is the function of that name of something. */
    boolean is(String part) {
      String lower = column.toLowerCase(Locale.ROOT);
      return lower.equals(part) || (lower.startsWith(part + "(") && lower.endsWith(")"));
    }
  }

  /**
   * Looks for the column that has the dates: the first in which at least half of the partitions
   * have one, or else the first in which any has.
   *
   * @param names of the partitions of a table
   */
  public static PartitionDates of(Collection<String> names) {
    int[] dated = new int[MAX_COLUMNS];
    for (String name : names) {
      List<Entry> entries = Entry.of(name);
      for (int k = 0; k < entries.size(); k++) {
        if (date(entries, k) != null) {
          dated[k]++;
        }
      }
    }
    return new PartitionDates(
        IntStream.of(Math.max(1, (names.size() + 1) / 2), 1)
            .flatMap(count -> IntStream.range(0, MAX_COLUMNS).filter(k -> dated[k] >= count))
            .findFirst()
            .orElse(-1));
  }

  /** The date of a partition; empty if it has none. */
  public Optional<LocalDate> of(String name) {
    List<Entry> entries = Entry.of(name);
    return column < 0 || column >= entries.size()
        ? Optional.empty()
        : Optional.ofNullable(date(entries, column));
  }

  private static @Nullable LocalDate date(List<Entry> entries, int k) {
    String value = entries.get(k).value();
    try {
      if (entries.get(k).is("year") && isNumber(value)) {
        return ofYear(Integer.parseInt(value), entries);
      }
      return value.length() > "2001-06".length()
          ? LocalDate.parse(value)
          : YearMonth.parse(value).atDay(1);
    } catch (DateTimeException | NumberFormatException e) { // such as month 13
      return null;
    }
  }

  private static boolean isNumber(String value) {
    return value.matches("\\d+");
  }

  private static @Nullable LocalDate ofYear(int year, List<Entry> entries) {
    @Nullable String month = value(entries, "month");
    if (month == null) {
      return entries.size() == 1 ? LocalDate.of(year, 1, 1) : null;
    }
    @Nullable String day = value(entries, "day");
    @Nullable String ofMonth = day == null ? value(entries, "dayofmonth") : day;
    return LocalDate.of(
        year, Integer.parseInt(month), ofMonth == null ? 1 : Integer.parseInt(ofMonth));
  }

  private static @Nullable String value(List<Entry> entries, String part) {
    return entries.stream()
        .filter(entry -> entry.is(part))
        .map(Entry::value)
        .findFirst()
        .orElse(null);
  }
}
