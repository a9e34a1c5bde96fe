package ridgeline.model;

import java.io.Serializable;
import java.util.List;
import ridgeline.data.feature.StrictJson;
import ridgeline.stats.residual.ResidualSummary;

/**
 * Predictions of a label in the unit of its quantity, without the bias of the inverse of a mean:
 * the mean of the inverse over the residuals of held-out rows (Duan 1983, "Smearing estimate").
 *
 * @param residuals residuals that represent all; one for logarithms, whose mean is a factor
 * @param rows number of rows whose residuals they represent
 */
public record LabelInverse(LabelTransform transform, List<Residual> residuals, long rows)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Maximum number of residuals; the SQL has the whole inverse for each. */
  private static final int NODES = 16;

  public LabelInverse {
    StrictJson.present("label.transform", transform);
    residuals = StrictJson.complete("label.residuals", residuals);
    if (residuals.isEmpty()) {
      throw new IllegalArgumentException("has no label.residuals");
    }
    if (residuals.size() > NODES) {
      throw new IllegalArgumentException(
          "has %,d label.residuals; the limit is %d".formatted(residuals.size(), NODES));
    }
  }

  /** A residual, and the share of the weight that it represents. */
  public record Residual(double residual, double share) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Residual {
      if (!Double.isFinite(residual) || !(share >= 0 && share <= 1.000001)) {
        throw new IllegalArgumentException(
            "has a residual of %s with a share of %s".formatted(residual, share));
      }
    }
  }

  /** The inverse for residuals that were summarised with {@link LabelTransform#rate}. */
  public static LabelInverse of(LabelTransform transform, ResidualSummary summary) {
    double rate = transform.rate();
    List<Residual> residuals =
        rate != 0
            ? List.of(new Residual(Math.log(summary.meanExponential()) / rate, 1))
            : summary.nodes(NODES).stream()
                .map(node -> new Residual(node.residual(), Math.min(1, node.share())))
                .toList();
    return new LabelInverse(transform, residuals, summary.rows());
  }

  /** The expected quantity for a predicted label. */
  public double predict(double label) {
    double sum = 0;
    for (Residual node : residuals) {
      sum += node.share() * transform.inverse(label + node.residual());
    }
    return sum;
  }

  /** The same as an SQL expression. */
  public String predict(String label) {
    return residuals.stream()
        .map(
            node ->
                "%s * %s"
                    .formatted(
                        LabelTransform.literal(node.share()),
                        transform.inverse(
                            "(%s + %s)".formatted(label, LabelTransform.literal(node.residual())))))
        .reduce((a, b) -> a + " + " + b)
        .orElseThrow();
  }

  /** The factor on the inverse of a logarithm; 0 if the label is not one. */
  public double factor() {
    double rate = transform.rate();
    return rate == 0 ? 0 : Math.exp(rate * residuals.get(0).residual());
  }
}
