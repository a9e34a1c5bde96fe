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
 * @param psi the population stability index: over the levels of a category, or over bins between
 *     the deciles that a number has in the training
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
    List<Term> terms = features.terms();
    for (int t = 0; t < terms.size(); t++) {
      Term term = terms.get(t);
      int size = term.size(features.levels());
      if (term.categorical().isEmpty() && term.numeric().size() == 1) {
        String column = specification.numeric().get(term.numeric().get(0));
        drifts.add(ofNumber(column, t, start, rows, training));
      } else if (term.numeric().isEmpty() && term.categorical().size() == 1) {
        String column = specification.categorical().get(term.categorical().get(0)).expression();
        drifts.add(ofCategory(column, start, size, rows, training));
      }
      start += size;
    }
    drifts.add(ofNumber(specification.label(), terms.size(), start, rows, training));
    drifts.sort(Comparator.comparingDouble(Drift::psi).reversed());
    return drifts;
  }

  private static Drift ofNumber(
      String column, int term, int feature, Distribution rows, Distribution training) {
    return new Drift(
        column,
        StabilityIndex.ofNumbers(rows.quantiles(term), training.quantiles(term)),
        rows.means().get(feature),
        training.means().get(feature),
        rows.deviations().get(feature),
        training.deviations().get(feature));
  }

  private static Drift ofCategory(
      String column, int start, int size, Distribution rows, Distribution training) {
    return new Drift(
        column,
        StabilityIndex.ofLevels(
            rows.means().subList(start, start + size),
            training.means().subList(start, start + size)),
        null,
        null,
        null,
        null);
  }
}
