package ridgeline.stats.residual;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Mean residuals (label minus prediction) of rows with similar predictions. */
public final class ResidualMeans implements PairTally {
  private static final long serialVersionUID = 1L;

  private static final int MAX_GROUPS = 20;

  /** Enough to know the deviation in a group to about an eighth. */
  private static final int MIN_ROWS = 30;

  private final Histogram2d.Axis axis;
  private final double unit;
  private final Sums[] bins;

  /**
   * An empty tally.
   *
   * @param axis bins of the predictions; predictions outside count in the first or last bin
   * @param unit unit of the residuals in the sums, about their deviation; {@code > 0}
   */
  public ResidualMeans(Histogram2d.Axis axis, double unit) {
    this.axis = axis;
    this.unit = unit;
    bins = new Sums[axis.bins()];
    for (int k = 0; k < bins.length; k++) {
      bins[k] = new Sums();
    }
  }

  /**
   * Rows with similar predictions.
   *
   * @param prediction weighted mean of the predictions
   * @param residual weighted mean of the residuals
   * @param standardError standard error of {@code residual}, estimated from the group; it does not
   *     depend on the unit of the weights
   * @param share share of the weight of all rows
   */
  public record Group(
      double prediction, double residual, double standardError, double share, long rows) {}

  /** Sums over rows with weight w, prediction p and residual e; e in units. */
  private static final class Sums implements Serializable {
    private static final long serialVersionUID = 1L;

    private long rows;
    private double w;
    private double wp;
    private double we;
    private double ww;
    private double wwe;
    private double wwee;

    void add(double weight, double prediction, double residual) {
      rows++;
      w += weight;
      wp += weight * prediction;
      we += weight * residual;
      ww += weight * weight;
      wwe += weight * weight * residual;
      wwee += weight * weight * residual * residual;
    }

    void addAll(Sums other) {
      rows += other.rows;
      w += other.w;
      wp += other.wp;
      we += other.we;
      ww += other.ww;
      wwe += other.wwe;
      wwee += other.wwee;
    }

    Group group(double unit, double total) {
      double mean = we / w;
      double squares = wwee - 2 * mean * wwe + mean * mean * ww;
      double variance = Math.max(0, squares) * rows / (rows - 1.0) / (w * w);
      return new Group(wp / w, unit * mean, unit * Math.sqrt(variance), w / total, rows);
    }
  }

  @Override
  public ResidualMeans fresh() {
    return new ResidualMeans(axis, unit);
  }

  @Override
  public void add(double prediction, double label, double weight) {
    bins[axis.nearestBin(prediction)].add(weight, prediction, (label - prediction) / unit);
  }

  @Override
  public void addAll(PairTally tally) {
    ResidualMeans other = (ResidualMeans) tally;
    for (int k = 0; k < bins.length; k++) {
      bins[k].addAll(other.bins[k]);
    }
  }

  /**
   * Groups of neighbouring bins, by increasing prediction: up to 20 groups of about equal weight
   * with at least 30 rows each; empty if there are fewer rows.
   */
  public List<Group> groups() {
    Sums all = new Sums();
    for (Sums bin : bins) {
      all.addAll(bin);
    }
    List<Sums> groups = new ArrayList<>();
    Sums open = new Sums();
    for (Sums bin : bins) {
      open.addAll(bin);
      if (open.rows >= MIN_ROWS && open.w >= all.w / MAX_GROUPS) {
        groups.add(open);
        open = new Sums();
      }
    }
    if (!groups.isEmpty()) {
      groups.get(groups.size() - 1).addAll(open);
    }
    return groups.stream().map(sums -> sums.group(unit, all.w)).toList();
  }
}
