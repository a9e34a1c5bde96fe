package ridgeline.data.design;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import ridgeline.data.feature.Term;
import ridgeline.data.feature.TermNames;

/**
 * The columns of a job file resolved against the table: stars are expanded, and every expression
 * has been checked.
 *
 * @param label the label's expression
 * @param weight the weight's expression, null for weights of 1
 * @param numeric expressions of the numeric features
 * @param categorical expressions of the categorical features
 * @param categoryTypes the type of each categorical feature
 * @param degree degree of the polynomial expansion of the numeric features
 * @param interactions each a list of two or more entries of numeric or categorical
 */
public record Design(
    String label,
    @Nullable String weight,
    List<String> numeric,
    List<String> categorical,
    List<DataType> categoryTypes,
    int degree,
    List<List<String>> interactions) {

  /** A design without categorical features. */
  public Design(
      String label,
      @Nullable String weight,
      List<String> numeric,
      List<String> categorical,
      int degree,
      List<List<String>> interactions) {
    this(label, weight, numeric, categorical, List.of(), degree, interactions);
  }

  /** The terms of the design, in the order of the vector that its stages build. */
  public List<Term> terms() {
    List<Term> terms = new ArrayList<>();
    TermNames.monomials(numeric().size(), degree())
        .forEach(factors -> terms.add(new Term(factors, List.of())));
    for (int i = 0; i < categorical().size(); i++) {
      terms.add(new Term(List.of(), List.of(i)));
    }
    for (List<String> factors : interactions()) {
      terms.add(new Term(positions(factors, numeric()), positions(factors, categorical())));
    }
    return terms;
  }

  /**
   * The names of the features, in the order of the vector that its stages build.
   *
   * @param levels of each categorical feature
   */
  public List<String> names(List<List<String>> levels) {
    Map<String, List<String>> terms = new HashMap<>();
    numeric.forEach(entry -> terms.put(entry, List.of(entry)));
    List<String> names = new ArrayList<>(TermNames.polynomial(numeric, degree));
    for (int i = 0; i < categorical.size(); i++) {
      List<String> oneHot = TermNames.oneHot(categorical.get(i), levels.get(i));
      terms.put(categorical.get(i), oneHot);
      names.addAll(oneHot);
    }
    for (List<String> factors : interactions) {
      names.addAll(
          TermNames.interaction(
              factors.stream().map(factor -> Objects.requireNonNull(terms.get(factor))).toList()));
    }
    return names;
  }

  private static List<Integer> positions(List<String> factors, List<String> columns) {
    return factors.stream().map(columns::indexOf).filter(position -> position >= 0).toList();
  }
}
