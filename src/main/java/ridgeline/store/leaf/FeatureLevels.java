package ridgeline.store.leaf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ridgeline.data.feature.OneHot;
import ridgeline.data.feature.Term;

/**
 * The features that terms have over given levels, and where they are among those over more levels.
 *
 * @param terms the terms, in order; each categorical column has one of its own
 * @param levels of each categorical column, in the order of {@link String#compareTo}
 */
public record FeatureLevels(List<Term> terms, List<List<String>> levels) {
  public FeatureLevels {
    terms = List.copyOf(terms);
    levels = levels.stream().map(List::copyOf).toList();
    for (int column = 0; column < levels.size(); column++) {
      if (!new TreeSet<>(levels.get(column)).stream().toList().equals(levels.get(column))) {
        throw new IllegalArgumentException(
            "the levels of categorical column %d are not sorted and distinct".formatted(column));
      }
      if (!terms.contains(ofColumn(column))) {
        throw new IllegalArgumentException(
            "categorical column %d has no term of its own".formatted(column));
      }
    }
  }

  private static Term ofColumn(int column) {
    return new Term(List.of(), List.of(column));
  }

  /** Number of features. */
  public int count() {
    return terms.stream().mapToInt(term -> term.size(levels)).reduce(0, Math::addExact);
  }

  /** The features over the levels of all; at least one is given, and all have the same terms. */
  public static FeatureLevels union(List<FeatureLevels> all) {
    FeatureLevels first = all.get(0);
    List<List<String>> union = new ArrayList<>();
    for (int column = 0; column < first.levels.size(); column++) {
      int c = column;
      union.add(
          all.stream()
              .flatMap(each -> each.levels.get(c).stream())
              .collect(Collectors.toCollection(TreeSet::new))
              .stream()
              .toList());
    }
    return new FeatureLevels(first.terms, union);
  }

  /**
   * Where the features are among those of {@code wider}.
   *
   * @param wider the same terms over at least these levels
   * @return for each feature and, last, the label, its position
   */
  public int[] positionsIn(FeatureLevels wider) {
    int[][] codes = codesIn(wider);
    int[] positions = new int[count() + 1];
    int feature = 0;
    int start = 0;
    for (Term term : terms) {
      int size = term.size(levels);
      for (int k = 0; k < size; k++) {
        positions[feature++] = start + position(term, k, codes, wider);
      }
      start += term.size(wider.levels);
    }
    positions[feature] = start;
    return positions;
  }

  /** The code of each level among those of {@code wider}. */
  private int[][] codesIn(FeatureLevels wider) {
    int[][] codes = new int[levels.size()][];
    for (int column = 0; column < codes.length; column++) {
      Map<String, Integer> byLevel = new HashMap<>();
      List<String> all = wider.levels.get(column);
      IntStream.range(0, all.size()).forEach(code -> byLevel.put(all.get(code), code));
      codes[column] = levels.get(column).stream().mapToInt(byLevel::get).toArray();
    }
    return codes;
  }

  /** The position within a term of its feature {@code k}. */
  private int position(Term term, int k, int[][] codes, FeatureLevels wider) {
    List<Integer> columns = new ArrayList<>(term.categorical());
    List<Integer> digits = new ArrayList<>();
    Collections.reverse(columns);
    int rest = k;
    for (int column : columns) {
      digits.add(codes[column][rest % levels.get(column).size()]);
      rest /= levels.get(column).size();
    }
    Collections.reverse(columns);
    Collections.reverse(digits);
    int position = 0;
    for (int c = 0; c < columns.size(); c++) {
      position = OneHot.next(position, digits.get(c), wider.levels.get(columns.get(c)).size());
    }
    return position;
  }

  /** For each categorical column, the position of the first feature of its own term. */
  int[] ownStarts() {
    int[] starts = new int[levels.size()];
    int start = 0;
    for (Term term : terms) {
      if (term.numeric().isEmpty() && term.categorical().size() == 1) {
        starts[term.categorical().get(0)] = start;
      }
      start += term.size(levels);
    }
    return starts;
  }
}
