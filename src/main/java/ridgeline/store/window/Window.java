package ridgeline.store.window;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import ridgeline.config.retrain.Span;
import ridgeline.config.retrain.WindowConfig;

/**
 * The dates on whose rows a model is trained.
 *
 * @param after the last date before it; null if it reaches all the way back
 * @param last its last date
 * @param halfLifeDays the age in days at which rows weigh half as much as those of the last date;
 *     null if all weigh the same
 */
public record Window(@Nullable LocalDate after, LocalDate last, @Nullable Long halfLifeDays) {

  /** The window of a logical date. */
  public static Window of(WindowConfig config, LocalDate date) {
    String last = config.last();
    String halfLife = config.halfLife();
    return new Window(
        last == null ? null : Span.of(last).before(date),
        date,
        halfLife == null ? null : Span.of(halfLife).daysBefore(date));
  }

  public boolean contains(LocalDate date) {
    return !date.isAfter(last) && (after == null || date.isAfter(after));
  }

  /** The weight of the rows of a date, relative to that of the last date. */
  public double weight(LocalDate date) {
    return halfLifeDays == null
        ? 1
        : Math.pow(2, -(double) ChronoUnit.DAYS.between(date, last) / halfLifeDays);
  }
}
