package ridgeline.data.feature;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of the terms that MLlib's feature stages produce, in their order. */
public final class TermNames {
  private TermNames() {}

  /** The terms of {@code PolynomialExpansion}, such as {@code carat^2:depth}. */
  public static List<String> polynomial(List<String> columns, int degree) {
    return monomials(columns.size(), degree).stream()
        .map(factors -> monomial(columns, factors))
        .toList();
  }

  /**
   * The products that {@code PolynomialExpansion} produces, each as the positions of its factors in
   * increasing order, repeated for powers.
   */
  public static List<List<Integer>> monomials(int columns, int degree) {
    // Those of the columns so far, by the degree that they have at most.
    List<List<List<Integer>>> products = new ArrayList<>();
    for (int most = 0; most <= degree; most++) {
      products.add(new ArrayList<>(List.of(List.of())));
    }
    for (int column = 0; column < columns; column++) {
      for (int most = degree; most > 0; most--) {
        for (int power = 1; power <= most; power++) {
          List<Integer> factor = Collections.nCopies(power, column);
          for (List<Integer> others : products.get(most - power)) {
            products.get(most).add(Stream.of(others, factor).flatMap(List::stream).toList());
          }
        }
      }
    }
    List<List<Integer>> all = products.get(degree);
    return all.subList(1, all.size());
  }

  /** The name of a product, such as {@code carat^2:depth}. */
  static String monomial(List<String> columns, List<Integer> factors) {
    return factors.stream()
        .distinct()
        .map(
            column -> {
              int power = Collections.frequency(factors, column);
              return columns.get(column) + (power == 1 ? "" : "^" + power);
            })
        .collect(Collectors.joining(":"));
  }

  /** The features of a term: a product of numbers, by the levels of its categories. */
  public static List<String> of(
      Term term, List<String> numeric, List<String> categorical, List<List<String>> levels) {
    List<List<String>> factors = new ArrayList<>();
    if (!term.numeric().isEmpty()) {
      factors.add(List.of(monomial(numeric, term.numeric())));
    }
    for (int column : term.categorical()) {
      factors.add(oneHot(categorical.get(column), levels.get(column)));
    }
    return interaction(factors);
  }

  /** The terms of {@code OneHotEncoder}, such as {@code cut=Ideal}. */
  public static List<String> oneHot(String column, List<String> levels) {
    return levels.stream().map(level -> column + "=" + level).toList();
  }

  /** The terms of {@code Interaction}; those of the last factor change fastest. */
  public static List<String> interaction(List<List<String>> factors) {
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
