package ridgeline.data.feature;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import ridgeline.config.data.InvalidValuePolicy;

/** Builds the features of rows, and counts rows and invalid values. */
public final class FeatureEncoder {
  private static final int UNSEEN = -1;
  private static final int MISSING = -2;

  private final Settings settings;
  private final FeatureDescription description;
  private final List<Map<Object, Integer>> levels = new ArrayList<>();
  private final int[] sizes;
  private final double[] numbers;
  private final int[] codes;
  private final FeatureValues features;

  /**
   * What a task needs to create an encoder.
   *
   * @param size required number of features
   * @param from the position in a row of the vector, or of the first column of {@link
   *     FeatureDescription#inputs}
   */
  public record Settings(FeatureDescription description, int size, int from)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  public FeatureEncoder(Settings settings) {
    this.settings = settings;
    description = settings.description();
    for (FeatureDescription.Category category : description.categorical()) {
      Map<Object, Integer> codesOfLevels = new HashMap<>();
      for (int level = 0; level < category.levels().size(); level++) {
        codesOfLevels.put(category.type().key(category.levels().get(level)), level);
      }
      levels.add(codesOfLevels);
    }
    sizes =
        description.terms().stream()
            .mapToInt(term -> term.size(description.categorical()))
            .toArray();
    numbers = new double[description.numeric().size()];
    codes = new int[description.categorical().size()];
    features = new FeatureValues(settings.size(), description.terms().size());
  }

  /**
   * The features of a row, valid until the next row; null if it has a value that cannot be used.
   */
  public @Nullable FeatureValues encode(Row row, ScoredCounts counts) {
    features.clear();
    boolean usable =
        description.vector() != null
            ? read(row.get(settings.from()), counts)
            : read(row, counts) && multiply(counts);
    counts.row(usable);
    return usable ? features : null;
  }

  private boolean read(@Nullable Object value, ScoredCounts counts) {
    if (value instanceof Vector vector) {
      if (vector.size() != settings.size()) {
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

  private boolean read(Row row, ScoredCounts counts) {
    boolean imputes = description.invalid() == InvalidValuePolicy.IMPUTE;
    boolean usable = true;
    for (int j = 0; j < numbers.length; j++) {
      int at = settings.from() + j;
      numbers[j] = row.isNullAt(at) ? Double.NaN : row.getDouble(at);
      if (!Double.isFinite(numbers[j])) {
        counts.invalid(j);
        usable &= imputes;
        numbers[j] = imputes ? description.means().get(j) : Double.NaN;
      }
    }
    for (int c = 0; c < codes.length; c++) {
      @Nullable String text = row.getString(settings.from() + numbers.length + c);
      codes[c] = code(c, text);
      if (codes[c] == MISSING) {
        counts.invalid(numbers.length + c);
        usable &= imputes;
      } else if (codes[c] == UNSEEN) {
        counts.unseen(numbers.length + c, String.valueOf(text));
        usable &= !description.refusesUnseen();
      }
    }
    return usable;
  }

  private int code(int category, @Nullable String text) {
    @Nullable Object key =
        text == null ? null : description.categorical().get(category).type().key(text);
    return key == null ? MISSING : levels.get(category).getOrDefault(key, UNSEEN);
  }

  /** Computes the terms; returns whether all of them are finite. */
  private boolean multiply(ScoredCounts counts) {
    int offset = 0;
    for (int t = 0; t < sizes.length; t++) {
      FeatureDescription.Product term = description.terms().get(t);
      double value = 1;
      for (int position : term.numeric()) {
        value *= numbers[position];
      }
      int index = index(term);
      if (index >= 0 && !Double.isFinite(value)) {
        counts.overflow(TermNames.monomial(description.numeric(), term.numeric()));
        return false;
      } else if (index >= 0) {
        features.add(offset + index, value);
      }
      offset += sizes[t];
    }
    return true;
  }

  /** Which of the features of a term is not 0; {@link OneHot#NONE} if none is. */
  private int index(FeatureDescription.Product term) {
    int index = 0;
    for (int position : term.categorical()) {
      int count = term.levels(description.categorical().get(position));
      index = OneHot.next(index, codes[position], count);
    }
    return index;
  }
}
