package ridgeline.registry.gate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import ridgeline.data.feature.StrictJson;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.Leaf;

/**
 * How the features and the label of rows are distributed.
 *
 * @param rows number of rows of positive weight
 * @param means weighted means of the features and, last, the label
 * @param deviations their weighted population standard deviations
 * @param quantiles of each numeric term, with none for categorical ones, and of the label, as in
 *     {@link Quantiles}
 */
public record Distribution(
    long rows, List<Double> means, List<Double> deviations, List<List<Double>> quantiles) {
  public Distribution {
    means = StrictJson.complete("means", means);
    deviations = StrictJson.complete("deviations", deviations);
    quantiles =
        StrictJson.complete("quantiles", quantiles).stream()
            .map(column -> StrictJson.complete("quantiles", column))
            .toList();
    if (rows < 1
        || means.size() != deviations.size()
        || !means.stream().allMatch(Double::isFinite)
        || !deviations.stream()
            .allMatch(deviation -> deviation >= 0 && Double.isFinite(deviation))) {
      throw new IllegalArgumentException("has means and deviations that no rows have");
    }
    for (List<Double> column : quantiles) {
      if (!column.stream().allMatch(Double::isFinite)
          || !column.stream().sorted().toList().equals(column)) {
        throw new IllegalArgumentException("has quantiles that are not numbers in ascending order");
      }
    }
  }

  /** The quantiles of a number, at equally spaced ranks. */
  List<Double> quantiles(int term) {
    List<Double> column = quantiles.get(term);
    if (column.isEmpty()) {
      throw new IllegalArgumentException("lacks quantiles of term " + term);
    }
    return column;
  }

  /** The distribution of the rows of a leaf. */
  public static Distribution of(Leaf leaf) {
    Moments total = leaf.total();
    return new Distribution(
        total.rows(),
        IntStream.rangeClosed(0, total.label()).mapToObj(total::mean).toList(),
        IntStream.rangeClosed(0, total.label()).mapToObj(total::deviation).toList(),
        Quantiles.merged(leaf.quantiles()).columns().stream()
            .map(column -> Arrays.stream(column).boxed().toList())
            .toList());
  }

  /** The same rows over wider features. */
  Distribution over(FeatureLevels own, FeatureLevels wider) {
    Double[] widerMeans = new Double[wider.count() + 1];
    Double[] widerDeviations = new Double[wider.count() + 1];
    Arrays.fill(widerMeans, 0.0);
    Arrays.fill(widerDeviations, 0.0);
    int[] positions = own.positionsIn(wider);
    for (int j = 0; j < positions.length; j++) {
      widerMeans[positions[j]] = means.get(j);
      widerDeviations[positions[j]] = deviations.get(j);
    }
    return new Distribution(rows, List.of(widerMeans), List.of(widerDeviations), quantiles);
  }
}
