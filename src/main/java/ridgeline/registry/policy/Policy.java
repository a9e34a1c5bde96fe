package ridgeline.registry.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import ridgeline.config.retrain.Span;
import ridgeline.config.retrain.WindowConfig;
import ridgeline.store.window.Window;

/**
 * When a model is retrained, and on which rows.
 *
 * @param cadence how long after a training the next one is due, such as {@code 7 days}; or {@link
 *     #NEVER}
 * @param rows the rows of each training
 */
public record Policy(String cadence, Rows rows) {
  /** The cadence of a policy that trains once. */
  public static final String NEVER = "never";

  /** The window that reaches all the way back. */
  public static final String ALL = "all";

  /** The half-life of rows that all weigh the same. */
  public static final String NONE = "none";

  /** The shortest spans first, then the word that stands for more than any of them. */
  static final Comparator<String> BY_LENGTH =
      Comparator.comparingLong(Policy::days).thenComparing(Comparator.naturalOrder());

  /** Few trainings first, then short windows, then those that forget quickly. */
  static final Comparator<Policy> BY_COST =
      Comparator.comparing(Policy::cadence, BY_LENGTH.reversed())
          .thenComparing(policy -> policy.rows().window(), BY_LENGTH)
          .thenComparing(policy -> policy.rows().halfLife(), BY_LENGTH);

  /**
   * The rows of a training.
   *
   * @param window how far back they reach, such as {@code 60 days}; or {@link #ALL}
   * @param halfLife the age at which they weigh half as much; or {@link #NONE}
   */
  public record Rows(String window, String halfLife) {
    /** The window of a training. */
    public Window on(LocalDate date) {
      return Window.of(
          new WindowConfig(
              window.equals(ALL) ? null : window,
              window.equals(ALL),
              halfLife.equals(NONE) ? null : halfLife),
          date);
    }

    /** In words, such as "60 days of rows, with a half-life of 30 days". */
    public String inWords() {
      String reach = window.equals(ALL) ? "all rows" : "the last " + window;
      return halfLife.equals(NONE) ? reach : "%s with a half-life of %s".formatted(reach, halfLife);
    }
  }

  private static long days(String span) {
    return Span.isSpan(span) ? Span.of(span).daysBefore(LocalDate.EPOCH) : Long.MAX_VALUE;
  }

  /** In words, such as "retraining every 7 days on the last 60 days". */
  public String inWords() {
    return cadence.equals(NEVER)
        ? "training once on " + rows.inWords()
        : "retraining every %s on %s".formatted(cadence.replaceFirst("^1 ", ""), rows.inWords());
  }

  /**
   * The dates of the trainings: the first date, and of each multiple of the cadence after it the
   * first date from there on that is stored. A training on the last date would predict nothing, so
   * there is none.
   *
   * @param dates those that are stored, in order; at least two
   */
  public List<LocalDate> trainings(List<LocalDate> dates) {
    List<LocalDate> trainings = new ArrayList<>();
    trainings.add(dates.get(0));
    if (cadence.equals(NEVER)) {
      return trainings;
    }
    Span span = Span.of(cadence);
    int times = 1;
    LocalDate due = span.after(dates.get(0), times);
    for (LocalDate date : dates.subList(1, dates.size() - 1)) {
      if (!date.isBefore(due)) {
        trainings.add(date);
        while (!due.isAfter(date)) {
          due = span.after(dates.get(0), ++times);
        }
      }
    }
    return trainings;
  }
}
