package ridgeline.data.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import ridgeline.config.data.InvalidValuePolicy;

/** Builds the features of rows, and counts rows and invalid values. */
public final class FeatureEncoder {
  private static final int UNSEEN = -1;
  private static final int MISSING = -2;

  /** Values that are remembered with their levels; of more, each is looked up. */
  private static final int MAX_REMEMBERED = 10_000;

  private static final VectorUDT VECTORS = new VectorUDT();

  private final FeatureDescription description;
  private final int size;
  private final List<Map<Object, Integer>> levels = new ArrayList<>();
  private final List<Map<Object, Integer>> remembered = new ArrayList<>();
  private final RecentCodes[] recent;
  private final RecentCodes.Kind[] kinds;
  private final DataType[] inputs;
  private final TermPositions[] terms;
  private final double[] numbers;
  private final int[] codes;
  private final FeatureValues features;

  /**
   * An encoder for one task.
   *
   * @param size required number of features
   * @param inputs types of the vector, or of the values of {@link FeatureDescription#inputs}
   */
  public FeatureEncoder(FeatureDescription description, int size, DataType[] inputs) {
    this.description = description;
    this.size = size;
    this.inputs = inputs;
    for (FeatureDescription.Category category : description.categorical()) {
      Map<Object, Integer> codesOfLevels = new HashMap<>();
      for (int level = 0; level < category.levels().size(); level++) {
        codesOfLevels.put(category.type().key(category.levels().get(level)), level);
      }
      levels.add(codesOfLevels);
      remembered.add(new HashMap<>());
    }
    recent =
        Stream.generate(RecentCodes::new)
            .limit(description.categorical().size())
            .toArray(RecentCodes[]::new);
    kinds = Arrays.stream(inputs).map(RecentCodes.Kind::of).toArray(RecentCodes.Kind[]::new);
    terms = new TermPositions[description.terms().size()];
    int offset = 0;
    for (int t = 0; t < terms.length; t++) {
      FeatureDescription.Product term = description.terms().get(t);
      terms[t] = TermPositions.of(term, description.categorical(), offset);
      offset += term.size(description.categorical());
    }
    numbers = new double[description.numeric().size()];
    codes = new int[description.categorical().size()];
    features = new FeatureValues(size, description.terms().size());
  }

  /**
   * The features of a row, valid until the next row; null if it has a value that cannot be used.
   *
   * @param row the vector, or the values of {@link FeatureDescription#inputs}
   */
  public @Nullable FeatureValues encode(InternalRow row, ScoredCounts counts) {
    features.clear();
    boolean usable =
        description.vector() != null
            ? readVector(row, counts)
            : read(row, counts) && multiply(counts);
    counts.row(usable);
    return usable ? features : null;
  }

  private boolean readVector(InternalRow row, ScoredCounts counts) {
    if (!row.isNullAt(0)) {
      Vector vector = VECTORS.deserialize(row.get(0, inputs[0]));
      if (vector.size() != size) {
        counts.addOtherSize();
        return false;
      }
      vector.foreachNonZero((index, number) -> add((Integer) index, (Double) number));
      if (features.isFinite()) {
        return true;
      }
    }
    counts.invalid(0);
    return false;
  }

  private scala.runtime.BoxedUnit add(int index, double number) {
    features.add(index, number);
    return scala.runtime.BoxedUnit.UNIT;
  }

  private boolean read(InternalRow row, ScoredCounts counts) {
    boolean imputes = description.invalid() == InvalidValuePolicy.IMPUTE;
    boolean usable = true;
    for (int j = 0; j < numbers.length; j++) {
      numbers[j] = row.isNullAt(j) ? Double.NaN : row.getDouble(j);
      if (!Double.isFinite(numbers[j])) {
        counts.invalid(j);
        usable &= imputes;
        numbers[j] = imputes ? description.means().get(j) : Double.NaN;
      }
    }
    for (int c = 0; c < codes.length; c++) {
      int at = numbers.length + c;
      codes[c] = row.isNullAt(at) ? MISSING : code(c, row, at);
      if (codes[c] == MISSING) {
        counts.invalid(at);
        usable &= imputes;
      } else if (codes[c] == UNSEEN) {
        counts.unseen(at, String.valueOf(row.get(at, inputs[at])));
        usable &= !description.refusesUnseen();
      }
    }
    return usable;
  }

  private int code(int category, InternalRow row, int at) {
    if (!kinds[at].hasKey(row, at)) {
      return code(category, row.get(at, inputs[at]));
    }
    long key = kinds[at].key(row, at);
    RecentCodes last = recent[category];
    int code = last.get(key);
    if (code == RecentCodes.NONE) {
      code = code(category, row.get(at, inputs[at]));
      last.put(key, code);
    }
    return code;
  }

  private int code(int category, Object level) {
    Map<Object, Integer> known = remembered.get(category);
    Integer code = known.get(level);
    if (code == null) {
      @Nullable Object key = description.categorical().get(category).type().key(level.toString());
      code = key == null ? MISSING : levels.get(category).getOrDefault(key, UNSEEN);
      if (code >= 0 && known.size() < MAX_REMEMBERED) {
        known.put(level instanceof UTF8String text ? text.copy() : level, code);
      }
    }
    return code;
  }

  /** Computes the terms; returns whether all of them are finite. */
  private boolean multiply(ScoredCounts counts) {
    for (int t = 0; t < terms.length; t++) {
      TermPositions term = terms[t];
      int index = index(term);
      if (index < 0) {
        continue;
      }
      double value = 1;
      for (int position : term.numeric()) {
        value *= numbers[position];
      }
      if (!Double.isFinite(value)) {
        List<Integer> numeric = description.terms().get(t).numeric();
        counts.overflow(TermNames.monomial(description.numeric(), numeric));
        return false;
      }
      features.add(term.offset() + index, value);
    }
    return true;
  }

  /** Which of the features of a term is not 0; {@link OneHot#NONE} if none is. */
  private int index(TermPositions term) {
    int index = 0;
    for (int c = 0; c < term.categorical().length; c++) {
      index = OneHot.next(index, codes[term.categorical()[c]], term.levels()[c]);
    }
    return index;
  }

  /**
   * A term, in arrays.
   *
   * @param offset index of its first feature
   * @param numeric positions of its numeric expressions
   * @param categorical positions of its categories
   * @param levels numbers of levels of these that have a feature
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record TermPositions(int offset, int[] numeric, int[] categorical, int[] levels) {
    static TermPositions of(
        FeatureDescription.Product term, List<FeatureDescription.Category> categories, int offset) {
      return new TermPositions(
          offset,
          positions(term.numeric()),
          positions(term.categorical()),
          term.categorical().stream()
              .mapToInt(position -> term.levels(categories.get(position)))
              .toArray());
    }

    private static int[] positions(List<Integer> positions) {
      return positions.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
