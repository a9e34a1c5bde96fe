package ridgeline.job.work.policy;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.retrain.Span;
import ridgeline.data.DataException;
import ridgeline.job.failure.UsageException;
import ridgeline.registry.policy.Policy;
import ridgeline.registry.policy.PolicyDefaults;
import ridgeline.registry.policy.PolicyGrid;
import ridgeline.registry.policy.ServedDates;
import ridgeline.store.pass.JobDesign;
import ridgeline.store.window.DatedLeaf;

/** The policies to compare, and the statistics on which they are tried. The table is not opened. */
public final class PolicyPlan {
  private final JobDesign design;
  private final PolicyGrid grid;
  private final List<DatedLeaf> leaves;
  private final LocalDate first;
  private final ServedDates served;

  private PolicyPlan(
      JobDesign design,
      PolicyGrid grid,
      List<DatedLeaf> leaves,
      LocalDate first,
      ServedDates served) {
    this.design = design;
    this.grid = grid;
    this.leaves = leaves;
    this.first = first;
    this.served = served;
  }

  /**
   * Chooses the policies, and reads the statistics that they need.
   *
   * @throws UsageException if the options are not spans
   * @throws DataException if too little is stored
   * @throws ridgeline.store.table.StoreException if a leaf is damaged
   */
  public static PolicyPlan of(StoredPast past, RetrainConfig config, PolicyOptions options)
      throws IOException {
    Map<String, LocalDate> dates = past.dates(options.from(), options.to());
    List<LocalDate> distinct = dates.values().stream().distinct().toList();
    PolicyDefaults defaults = new PolicyDefaults(config, distinct);
    List<String> windows = options.windows() == null ? defaults.windows() : options.windows();
    PolicyGrid ofWindows = grid(List.of(Policy.NEVER), windows, List.of(Policy.NONE));
    LocalDate from = options.from() == null ? defaults.first(windows) : options.from();
    requireWindow(from, ofWindows, distinct);
    List<String> halfLives =
        options.halfLives() == null ? defaults.halfLives(windows) : options.halfLives();
    List<String> cadences =
        options.cadences() == null ? defaults.cadences(from) : options.cadences();
    PolicyGrid grid = grid(cadences, windows, halfLives);
    dates.values().removeIf(date -> !isUsed(date, from, grid));
    return of(past.design(), grid, past.read(dates), from);
  }

  private static PolicyPlan of(
      JobDesign design, PolicyGrid grid, List<DatedLeaf> leaves, LocalDate from) {
    List<LocalDate> filled =
        leaves.stream()
            .map(DatedLeaf::date)
            .filter(date -> !date.isBefore(from))
            .distinct()
            .toList();
    if (filled.size() < 3) {
      throw new DataException(
          "there are statistics of %s after the first training, on %s; at least 2 dates are needed; give an earlier --from, or a shorter --window"
              .formatted(
                  filled.size() < 2 ? "no date" : "1 date, " + filled.get(1) + ",",
                  filled.isEmpty() ? from : filled.get(0)));
    }
    LocalDate first = filled.get(0);
    ServedDates served =
        ServedDates.of(leaves.stream().filter(leaf -> leaf.date().isAfter(first)).toList());
    return new PolicyPlan(design, grid, leaves, first, served);
  }

  private static void requireWindow(LocalDate from, PolicyGrid grid, List<LocalDate> dates) {
    if (from.equals(LocalDate.MAX)) {
      throw new DataException(
          "there is no date on which the longest window, %s, is stored: the store has %s to %s; give --from, or a shorter --window"
              .formatted(
                  grid.windows().stream()
                      .filter(Span::isSpan)
                      .reduce((a, b) -> b)
                      .orElse(Policy.ALL),
                  dates.get(0),
                  dates.get(dates.size() - 1)));
    }
  }

  private static PolicyGrid grid(
      List<String> cadences, List<String> windows, List<String> halfLives) {
    try {
      return new PolicyGrid(cadences, windows, halfLives);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isUsed(LocalDate date, LocalDate from, PolicyGrid grid) {
    return !date.isBefore(from)
        || grid.windows().stream()
            .anyMatch(window -> new Policy.Rows(window, Policy.NONE).on(from).contains(date));
  }

  JobDesign design() {
    return design;
  }

  PolicyGrid grid() {
    return grid;
  }

  /** All leaves that have rows, by date. */
  List<DatedLeaf> leaves() {
    return leaves;
  }

  /** The date of the first training. */
  public LocalDate first() {
    return first;
  }

  /** The dates after it. */
  public ServedDates served() {
    return served;
  }

  /** The policies. */
  public List<Policy> policies() {
    return grid.policies();
  }

  /** The dates of the trainings of a policy. */
  List<LocalDate> trainings(Policy policy) {
    List<LocalDate> dates = new ArrayList<>(List.of(first));
    dates.addAll(served.dates());
    return policy.trainings(dates);
  }

  /**
   * A training, which several policies may share.
   *
   * @param rows of the training
   */
  record Training(LocalDate date, Policy.Rows rows) {}

  /** All trainings, each once, by date. */
  List<Training> trainings() {
    return policies().stream()
        .flatMap(
            policy -> trainings(policy).stream().map(date -> new Training(date, policy.rows())))
        .distinct()
        .sorted(Comparator.comparing(Training::date))
        .toList();
  }

  /** What will be done, in a sentence. */
  public String sentence() {
    boolean one = policies().size() == 1;
    return "%,d %s, first trained on %s, %s %,d dates up to %s; this takes %,d %s"
        .formatted(
            policies().size(),
            one ? "policy" : "policies",
            first,
            one ? "predicts" : "predict",
            served.dates().size(),
            served.dates().get(served.dates().size() - 1),
            trainings().size(),
            trainings().size() == 1 ? "sweep" : "sweeps");
  }
}
