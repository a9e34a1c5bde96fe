package ridgeline.registry.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ridgeline.registry.gate.ScoredFit;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.window.DatedLeaf;

/** The dates whose rows the models of policies predict, and the statistics of these rows. */
public final class ServedDates {
  private final List<LocalDate> dates;

  /** The rows of each date in one bucket. */
  private final List<Leaf> rows;

  private final Moments label;

  private ServedDates(List<LocalDate> dates, List<Leaf> rows) {
    this.dates = dates;
    this.rows = rows;
    label =
        rows.stream()
            .map(leaf -> leaf.total().labelOnly())
            .reduce(Moments::merge)
            .orElseThrow(() -> new IllegalArgumentException("there are no dates"));
  }

  /**
   * The dates of leaves.
   *
   * @param leaves with rows, at least one, by date
   */
  public static ServedDates of(List<DatedLeaf> leaves) {
    Map<LocalDate, List<Leaf>> byDate = new TreeMap<>();
    leaves.forEach(
        leaf -> byDate.computeIfAbsent(leaf.date(), date -> new ArrayList<>()).add(total(leaf)));
    return new ServedDates(
        List.copyOf(byDate.keySet()), byDate.values().stream().map(Leaf::merged).toList());
  }

  private static Leaf total(DatedLeaf leaf) {
    return leaf.leaf().inOneBucket();
  }

  /** The dates, in order. */
  public List<LocalDate> dates() {
    return dates;
  }

  /** Number of rows of positive weight of a date. */
  public long rows(int date) {
    return moments(date).rows();
  }

  /** Number of rows of positive weight of all dates. */
  public long rows() {
    return label.rows();
  }

  /** The sum of the weights of the rows of a date. */
  public double weight(int date) {
    return moments(date).weight();
  }

  private Moments moments(int date) {
    return rows.get(date).buckets().get(0);
  }

  /** The mean squared error of a model on the rows of a date. */
  public double meanSquaredError(ScoredFit fit, int date) {
    return fit.meanSquaredErrors(rows.get(date))[0];
  }

  /** The weighted population variance of the label over all dates. */
  double labelVariance() {
    return label.covariance(0, 0);
  }

  /** The weighted mean of the squared label over all dates. */
  double labelMeanSquare() {
    return labelVariance() + label.mean(0) * label.mean(0);
  }
}
