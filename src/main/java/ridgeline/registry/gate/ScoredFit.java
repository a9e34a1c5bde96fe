package ridgeline.registry.gate;

import java.util.Arrays;
import java.util.List;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.Leaf;

/**
 * A linear model whose errors on stored rows are worked out from their statistics.
 *
 * @param features the features of its coefficients
 */
public record ScoredFit(FeatureLevels features, Fit fit) {
  /**
   * An intercept and the coefficients of features.
   *
   * @param coefficients one for each feature, including zeros
   */
  public record Fit(double intercept, List<Double> coefficients) {
    public Fit {
      coefficients = List.copyOf(coefficients);
      if (!Double.isFinite(intercept) || !coefficients.stream().allMatch(Double::isFinite)) {
        throw new IllegalArgumentException("has a coefficient that is NaN or infinite");
      }
    }
  }

  public ScoredFit {
    if (features.count() != fit.coefficients().size()) {
      throw new IllegalArgumentException(
          "has %,d coefficients where its levels make %,d features"
              .formatted(fit.coefficients().size(), features.count()));
    }
  }

  /**
   * The mean squared error on each bucket of a leaf; NaN for a bucket without rows. A level that
   * the model has not seen has the coefficient 0, as when it scores rows.
   */
  public double[] meanSquaredErrors(Leaf leaf) {
    FeatureLevels union = FeatureLevels.union(List.of(features, leaf.features()));
    ScoredFit wider = over(union);
    double[] coefficients =
        wider.fit.coefficients().stream().mapToDouble(Double::doubleValue).toArray();
    return leaf.over(union).buckets().stream()
        .mapToDouble(bucket -> bucket.meanSquaredError(fit.intercept(), coefficients))
        .toArray();
  }

  /** The same model, with coefficients of 0 for the features that only {@code wider} has. */
  public ScoredFit over(FeatureLevels wider) {
    Double[] coefficients = new Double[wider.count()];
    Arrays.fill(coefficients, 0.0);
    int[] positions = features.positionsIn(wider);
    for (int j = 0; j < features.count(); j++) {
      coefficients[positions[j]] = fit.coefficients().get(j);
    }
    return new ScoredFit(wider, new Fit(fit.intercept(), List.of(coefficients)));
  }

  /** The mean squared error on all rows of a leaf. */
  public double meanSquaredError(Leaf leaf) {
    return meanSquaredErrors(leaf.inOneBucket())[0];
  }
}
