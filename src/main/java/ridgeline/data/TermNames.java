package ridgeline.data;

import java.util.ArrayList;
import java.util.List;

/** Names of the terms that MLlib's feature stages make, in the order in which they make them. */
final class TermNames {
  private TermNames() {}

  /** The terms of {@code PolynomialExpansion}, such as {@code carat^2:depth}. */
  static List<String> polynomial(List<String> columns, int degree) {
    List<String> terms = new ArrayList<>();
    expand(columns, columns.size() - 1, degree, new int[columns.size()], terms);
    return terms.subList(1, terms.size());
  }

  private static void expand(
      List<String> columns, int last, int degree, int[] exponents, List<String> terms) {
    if (degree == 0 || last < 0) {
      terms.add(monomial(columns, exponents));
      return;
    }
    for (int power = 0; power <= degree; power++) {
      exponents[last] = power;
      expand(columns, last - 1, degree - power, exponents, terms);
    }
    exponents[last] = 0;
  }

  private static String monomial(List<String> columns, int[] exponents) {
    List<String> factors = new ArrayList<>();
    for (int j = 0; j < exponents.length; j++) {
      if (exponents[j] > 0) {
        factors.add(exponents[j] == 1 ? columns.get(j) : columns.get(j) + "^" + exponents[j]);
      }
    }
    return String.join(":", factors);
  }

  /** The terms of {@code OneHotEncoder}, such as {@code cut=Ideal}. */
  static List<String> oneHot(String column, List<String> levels) {
    return levels.stream().map(level -> column + "=" + level).toList();
  }

  /** The terms of {@code Interaction}; those of the last factor change quickest. */
  static List<String> interaction(List<List<String>> factors) {
    List<String> products = factors.get(0);
    for (List<String> factor : factors.subList(1, factors.size())) {
      List<String> longer = new ArrayList<>();
      for (String product : products) {
        for (String term : factor) {
          longer.add(product + ":" + term);
        }
      }
      products = longer;
    }
    return products;
  }
}
