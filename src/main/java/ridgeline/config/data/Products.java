package ridgeline.config.data;

import java.util.Optional;
import ridgeline.config.Limits;
import ridgeline.config.Problem;

/** Counts the terms of an expansion before they are made. */
public final class Products {
  private Products() {}

  /**
   * Checks that an expansion of numeric columns does not have too many terms; n columns have (n +
   * degree over degree) - 1.
   */
  public static Optional<Problem> problem(int columns, int degree) {
    double terms = 1;
    for (int k = 1; k <= Math.min(columns, degree); k++) {
      terms *= ((double) Math.max(columns, degree) + k) / k;
      if (terms > Double.MAX_VALUE) {
        break;
      }
    }
    terms -= 1;
    return degree > 1 && terms > Limits.MAX_PRODUCTS
        ? Optional.of(
            new Problem(
                "data.degree",
                "%d with %,d numeric columns makes %.3g terms; the limit is %,d; lower it, or list fewer columns"
                    .formatted(degree, columns, terms, Limits.MAX_PRODUCTS)))
        : Optional.empty();
  }
}
