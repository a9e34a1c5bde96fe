package ridgeline.store.leaf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ridgeline.data.feature.Term;
import ridgeline.data.feature.TermNames;

/**
 * Some of the variables of stored moments: a label and features.
 *
 * @param names of the features
 * @param positions of the features and, last, the label
 */
public record Variables(List<String> names, List<Integer> positions) {
  /** The columns that may be the label. */
  public static List<String> labels(LeafSpecification specification) {
    return Stream.concat(
            Stream.of(specification.label()),
            specification.terms().stream()
                .filter(Variables::isNumber)
                .map(term -> specification.numeric().get(term.numeric().get(0))))
        .toList();
  }

  /** The columns that may be features of a label. */
  public static List<String> columns(LeafSpecification specification, String label) {
    return Stream.of(
            specification.numeric().stream(),
            specification.categorical().stream().map(LeafSpecification.Category::expression),
            Stream.of(specification.label()))
        .flatMap(columns -> columns)
        .filter(column -> !column.equals(label))
        .distinct()
        .toList();
  }

  /**
   * A label, and the terms that have no other columns than some.
   *
   * @param features over the levels of the moments
   * @param label one of {@link #labels}
   * @param columns some of {@link #columns}, whose products are features, too, if they are stored
   */
  public static Variables of(
      LeafSpecification specification,
      FeatureLevels features,
      String label,
      Collection<String> columns) {
    List<String> categorical =
        specification.categorical().stream().map(LeafSpecification.Category::expression).toList();
    Set<String> chosen = Set.copyOf(columns);
    List<String> names = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    int at = features.count();
    int start = 0;
    for (Term term : features.terms()) {
      int size = term.size(features.levels());
      List<String> factors =
          Stream.concat(
                  term.numeric().stream().map(specification.numeric()::get),
                  term.categorical().stream().map(categorical::get))
              .toList();
      if (isNumber(term) && factors.get(0).equals(label)) {
        at = start;
      } else if (chosen.containsAll(factors)) {
        names.addAll(TermNames.of(term, specification.numeric(), categorical, features.levels()));
        IntStream.range(start, start + size).forEach(positions::add);
      }
      start += size;
    }
    if (at < start && chosen.contains(specification.label())) {
      names.add(specification.label());
      positions.add(start);
    }
    positions.add(at);
    return new Variables(names, positions);
  }

  private static boolean isNumber(Term term) {
    return term.categorical().isEmpty() && term.numeric().size() == 1;
  }
}
