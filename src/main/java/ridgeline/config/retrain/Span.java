package ridgeline.config.retrain;

import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of calendar days, weeks, months or years, such as {@code 90 days}. */
public final class Span {
  /** What a job file may say; at least one. */
  static final String POSITIVE = "[1-9][0-9]{0,3} (day|week|month|year)s?";

  /** What that is, for messages. */
  public static final String RANGE = "from 1 to 9999 days, weeks, months or years";

  /** What a job file may say where nothing is allowed, too. */
  static final String ANY = "(0|[1-9][0-9]{0,3}) (day|week|month|year)s?";

  static final String ANY_RANGE = "from 0 to 9999 days, weeks, months or years";

  private static final Pattern TEXT = Pattern.compile("(\\d+) (day|week|month|year)s?");

  private final String text;
  private final Period period;

  private Span(String text, Period period) {
    this.text = text;
    this.period = period;
  }

  /**
   * Reads what a job file says.
   *
   * @throws IllegalArgumentException if it is not a span
   */
  public static Span of(String text) {
    Matcher span = TEXT.matcher(text);
    if (!span.matches()) {
      throw new IllegalArgumentException("not a span: " + text);
    }
    int count = Integer.parseInt(span.group(1));
    return new Span(
        text,
        switch (span.group(2)) {
          case "day" -> Period.ofDays(count);
          case "week" -> Period.ofWeeks(count);
          case "month" -> Period.ofMonths(count);
          default -> Period.ofYears(count);
        });
  }

  /** Whether a text is a span of at least one day, with at most four digits. */
  public static boolean isPositive(String text) {
    return text.matches(POSITIVE);
  }

  /** Whether a text is a span of any size. */
  public static boolean isSpan(String text) {
    return TEXT.matcher(text).matches();
  }

  /** The date so long before another. */
  public LocalDate before(LocalDate date) {
    return date.minus(period);
  }

  /** The date that is some number of spans after another. */
  public LocalDate after(LocalDate date, int times) {
    return date.plus(period.multipliedBy(times));
  }

  /** The number of days of the span that ends at a date. */
  public long daysBefore(LocalDate date) {
    return ChronoUnit.DAYS.between(before(date), date);
  }

  /** Whether two spans are as long from any date, as 7 days and 1 week are. */
  public boolean isAsLongAs(Span other) {
    return period.normalized().equals(other.period.normalized());
  }

  /** In the plural unless it is of one, such as {@code 1 day} or {@code 7 days}. */
  public String normalized() {
    String[] words = text.replaceFirst("s$", "").split(" ", 2);
    return words[0].equals("1") ? "1 " + words[1] : "%s %ss".formatted(words[0], words[1]);
  }

  /** As the job file has it. */
  @Override
  public String toString() {
    return text;
  }
}
