package ridgeline.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Features that are products of columns: of numeric ones, and of the indicators of the levels of
 * categorical ones. Without a categorical column it is one feature; else there is one for each
 * combination of levels, those of the last column changing quickest.
 *
 * @param numeric positions of numeric columns, as often as they are multiplied
 * @param categorical positions of categorical columns
 */
public record Term(List<Integer> numeric, List<Integer> categorical) implements Serializable {
  public Term {
    numeric = List.copyOf(numeric);
    categorical = List.copyOf(categorical);
  }

  /** The terms of a design, in the order of the vector that its stages make. */
  static List<Term> of(Design design) {
    List<Term> terms = new ArrayList<>();
    TermNames.monomials(design.numeric().size(), design.degree())
        .forEach(factors -> terms.add(new Term(factors, List.of())));
    for (int i = 0; i < design.categorical().size(); i++) {
      terms.add(new Term(List.of(), List.of(i)));
    }
    for (List<String> factors : design.interactions()) {
      terms.add(
          new Term(positions(factors, design.numeric()), positions(factors, design.categorical())));
    }
    return terms;
  }

  private static List<Integer> positions(List<String> factors, List<String> columns) {
    return factors.stream().map(columns::indexOf).filter(position -> position >= 0).toList();
  }

  /**
   * Number of features.
   *
   * @param levels of each categorical column
   */
  public int size(List<List<String>> levels) {
    return categorical.stream()
        .mapToInt(column -> levels.get(column).size())
        .reduce(1, Math::multiplyExact);
  }
}
