package ridgeline.job;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import ridgeline.job.failure.UsageException;

/** Dates on command lines. */
final class JobDates {
  private JobDates() {}

  static LocalDate parsed(String option, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new UsageException(
          "%s must be a date such as 2001-06-07, got: %s".formatted(option, text));
    }
  }

  /** Requires that a range does not end before it begins, if both are given. */
  static void requireOrder(@Nullable LocalDate from, @Nullable LocalDate to) {
    if (from != null && to != null && to.isBefore(from)) {
      throw new UsageException("--to %s is before --from %s".formatted(to, from));
    }
  }
}
