package ridgeline.registry.policy;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.retrain.Span;
import ridgeline.config.retrain.ValidationConfig;

/** The policies that are compared if nobody says which, and when they begin. */
public final class PolicyDefaults {
  /** Shortest gaps between dates for which months and years are used. */
  private static final long MONTHLY = 28;

  private static final long YEARLY = 360;

  /** Cadences besides {@link Policy#NEVER}, and windows besides {@link Policy#ALL}. */
  private static final int MAX_CADENCES = 3;

  private static final int MAX_WINDOWS = 2;

  /** Spans to choose from, by the time from one date to the next. */
  private record Spans(List<String> cadences, List<String> windows) {
    private static final Spans DAYS =
        new Spans(
            List.of("1 day", "7 days", "30 days", "90 days", "365 days"),
            List.of("7 days", "14 days", "30 days", "60 days", "90 days", "180 days", "365 days"));

    private static final Spans MONTHS =
        new Spans(
            List.of("1 month", "3 months", "1 year"),
            List.of("3 months", "6 months", "12 months", "24 months", "36 months"));

    private static final Spans YEARS =
        new Spans(
            List.of("1 year", "2 years", "5 years"),
            List.of("2 years", "5 years", "10 years", "20 years"));

    static Spans of(long gap) {
      return gap < MONTHLY ? DAYS : gap < YEARLY ? MONTHS : YEARS;
    }
  }

  private final RetrainConfig config;
  private final List<LocalDate> dates;
  private final LocalDate last;
  private final long stored;

  /**
   * Looks at what is stored.
   *
   * @param dates that are stored, in order, at least one
   */
  public PolicyDefaults(RetrainConfig config, List<LocalDate> dates) {
    this.config = config;
    this.dates = List.copyOf(dates);
    last = dates.get(dates.size() - 1);
    stored = 1 + ChronoUnit.DAYS.between(dates.get(0), last);
  }

  /** Up to two windows that fit into half of what is stored, that of the job, and all rows. */
  public List<String> windows() {
    List<String> fitting =
        Spans.of(Blocks.gap(dates)).windows().stream()
            .filter(window -> days(window) > needed() && days(window) <= stored / 2)
            .toList();
    @Nullable String own = config.window().last();
    boolean fits = own != null && days(own) <= 2 * stored / 3;
    return Stream.of(
            fitting.subList(Math.max(0, fitting.size() - MAX_WINDOWS), fitting.size()).stream(),
            fits ? Stream.of(own) : Stream.<String>empty(),
            Stream.of(Policy.ALL))
        .flatMap(each -> each)
        .toList();
  }

  /**
   * No half-life, one of at most half of the longest window, and that of the job.
   *
   * @param windows of the policies
   */
  public List<String> halfLives(List<String> windows) {
    long longest =
        windows.stream().filter(Span::isSpan).mapToLong(this::days).max().orElse(stored / 2);
    @Nullable String own = config.window().halfLife();
    return Stream.of(
            Spans.of(Blocks.gap(dates)).windows().stream()
                .filter(span -> days(span) <= longest / 2)
                .reduce((a, b) -> b)
                .stream(),
            Stream.ofNullable(own),
            Stream.of(Policy.NONE))
        .flatMap(each -> each)
        .toList();
  }

  /**
   * The time from one date to the next, up to two longer ones, and never.
   *
   * @param first the date of the first training
   */
  public List<String> cadences(LocalDate first) {
    long gap = Blocks.gap(dates);
    List<String> cadences = new ArrayList<>();
    if (gap < MONTHLY) {
      cadences.add(gap + " days");
    }
    Spans.of(gap).cadences().stream()
        .filter(cadence -> gap >= MONTHLY || days(cadence) > gap)
        .filter(cadence -> Span.of(cadence).after(first, 1).isBefore(last))
        .limit(MAX_CADENCES - cadences.size())
        .forEach(cadences::add);
    cadences.add(Policy.NEVER);
    return cadences;
  }

  /**
   * The date of the first training: of those on which the longest window is stored, or without one,
   * of the later half of what is stored, the first on which the most windows have rows to train on.
   *
   * @return {@link LocalDate#MAX} if the longest window never is stored
   */
  public LocalDate first(List<String> windows) {
    Span[] spans = windows.stream().filter(Span::isSpan).map(Span::of).toArray(Span[]::new);
    LocalDate before = dates.get(0).minusDays(1);
    return dates.stream()
        .filter(
            date ->
                spans.length > 0
                    ? Arrays.stream(spans).noneMatch(span -> span.before(date).isBefore(before))
                    : ChronoUnit.DAYS.between(before, date) > stored / 2)
        .max(
            Comparator.comparing((LocalDate date) -> trainable(windows, date))
                .thenComparing(Comparator.reverseOrder()))
        .orElse(LocalDate.MAX);
  }

  /** The number of windows of a date that have rows on which the first of the folds is trained. */
  private long trainable(List<String> windows, LocalDate date) {
    LocalDate known = known(date);
    return windows.stream()
        .map(window -> new Policy.Rows(window, Policy.NONE).on(date))
        .filter(
            window -> dates.stream().anyMatch(day -> window.contains(day) && !day.isAfter(known)))
        .count();
  }

  private long days(String span) {
    return Span.of(span).daysBefore(last);
  }

  /** The number of days before the rows on which the first of the folds can be trained. */
  private long needed() {
    return ChronoUnit.DAYS.between(known(last), last);
  }

  /** The last date before the rows that the gate or the folds of a date keep from the first fit. */
  private LocalDate known(LocalDate date) {
    ValidationConfig validation = config.validation();
    LocalDate start = Span.of(config.gate().newest()).before(date);
    if (validation.kind() == ValidationConfig.Kind.FORWARD) {
      for (int origin = 0; origin < validation.origins(); origin++) {
        start = Span.of(validation.horizon()).before(start);
      }
      start = Span.of(validation.gap()).before(start);
    }
    return start;
  }
}
