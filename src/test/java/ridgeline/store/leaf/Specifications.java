package ridgeline.store.leaf;

import java.util.List;
import java.util.Map;
import ridgeline.data.feature.Term;

/** Specifications of leaves of tables by day. */
public final class Specifications {
  private Specifications() {}

  /** Of the label y and terms over the number x and the category c. */
  public static LeafSpecification of(int buckets, Term... terms) {
    return of(List.of("x"), List.of(new LeafSpecification.Category("c", "string")), buckets, terms);
  }

  /** Of the label y and terms over some columns, with slices of all categories. */
  public static LeafSpecification of(
      List<String> numeric,
      List<LeafSpecification.Category> categorical,
      int buckets,
      Term... terms) {
    return new LeafSpecification(
        LeafSpecification.FORMAT,
        "t",
        List.of("day"),
        null,
        null,
        Map.of(),
        "y",
        null,
        numeric,
        categorical,
        List.of(terms),
        buckets,
        List.of(),
        categorical.stream().map(LeafSpecification.Category::expression).toList(),
        "UTC",
        true);
  }
}
