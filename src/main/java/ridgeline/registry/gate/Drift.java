package ridgeline.registry.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.data.feature.Term;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.LeafSpecification;

/**
 * How much the distribution of a column differs between rows and those of a training.
 *
 * @param column a feature's column, or the label
 * @param psi the population stability index: the sum over bins of (p - q) log(p / q). The bins of a
 *     category are its levels; a number is taken for normally distributed, with infinitely many
 *     bins, so that its mean and deviation decide
 * @param mean of the rows; null for a category
 * @param trainingMean of the training; null for a category
 * @param deviation of the rows; null for a category
 * @param trainingDeviation of the training; null for a category
 */
public record Drift(
    String column,
    double psi,
    @Nullable Double mean,
    @Nullable Double trainingMean,
    @Nullable Double deviation,
    @Nullable Double trainingDeviation) {
  /** A level that is missing on one side counts as one row in ten thousand there. */
  private static final double MIN_SHARE = 1e-4;

  /** A deviation counts as at least this share of the other one. */
  private static final double MIN_DEVIATION_SHARE = 1e-3;

  /**
   * The drift of the columns and of the label, the largest first.
   *
   * @param features of both distributions
   */
  static List<Drift> of(
      LeafSpecification specification,
      FeatureLevels features,
      Distribution rows,
      Distribution training) {
    List<Drift> drifts = new ArrayList<>();
    int start = 0;
    for (Term term : features.terms()) {
      int size = term.size(features.levels());
      if (term.categorical().isEmpty() && term.numeric().size() == 1) {
        String column = specification.numeric().get(term.numeric().get(0));
        drifts.add(ofNumber(column, start, rows, training));
      } else if (term.numeric().isEmpty() && term.categorical().size() == 1) {
        String column = specification.categorical().get(term.categorical().get(0)).expression();
        drifts.add(ofCategory(column, start, size, rows, training));
      }
      start += size;
    }
    drifts.add(ofNumber(specification.label(), start, rows, training));
    drifts.sort(Comparator.comparingDouble(Drift::psi).reversed());
    return drifts;
  }

  private static Drift ofNumber(String column, int at, Distribution rows, Distribution training) {
    double mean = rows.means().get(at);
    double trainingMean = training.means().get(at);
    double deviation = rows.deviations().get(at);
    double trainingDeviation = training.deviations().get(at);
    return new Drift(
        column,
        ofNormals(mean - trainingMean, deviation, trainingDeviation),
        mean,
        trainingMean,
        deviation,
        trainingDeviation);
  }

  /** The index of two normal distributions: the sum of their divergences from each other. */
  static double ofNormals(double shift, double first, double second) {
    double floor = MIN_DEVIATION_SHARE * Math.max(first, second);
    if (floor == 0) {
      return shift == 0 ? 0 : 1 / MIN_DEVIATION_SHARE;
    }
    double a = Math.max(first, floor);
    double b = Math.max(second, floor);
    double ratio = a / b;
    double shiftA = shift / a;
    double shiftB = shift / b;
    return (ratio * ratio + 1 / (ratio * ratio) + shiftA * shiftA + shiftB * shiftB) / 2 - 1;
  }

  private static Drift ofCategory(
      String column, int start, int size, Distribution rows, Distribution training) {
    double psi = 0;
    for (int level = start; level < start + size; level++) {
      double p = Math.max(MIN_SHARE, rows.means().get(level));
      double q = Math.max(MIN_SHARE, training.means().get(level));
      psi += (p - q) * Math.log(p / q);
    }
    return new Drift(column, psi, null, null, null, null);
  }
}
