package ridgeline.data.feature;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the rows that were scored, and of the invalid and unseen values of each input: the
 * vector, or the numeric expressions followed by the categories. Exact if the counting tasks belong
 * to an action.
 */
public final class ScoredCounts extends AccumulatorV2<Boolean, ScoredCounts> {
  private static final long serialVersionUID = 1L;

  private final int inputs;
  private long rows;
  private long unusable;
  private long otherSize;
  private long[] invalid;
  private long[] unseen;

  /** The alphabetically first unseen level of each input. */
  private @Nullable String[] examples;

  private final TreeMap<String, Long> overflows = new TreeMap<>();

  /** Starts with no rows. */
  public ScoredCounts(int inputs) {
    this.inputs = inputs;
    invalid = new long[inputs];
    unseen = new long[inputs];
    examples = new String[inputs];
  }

  void row(boolean usable) {
    rows++;
    unusable += usable ? 0 : 1;
  }

  void invalid(int input) {
    invalid[input]++;
  }

  void addOtherSize() {
    otherSize++;
  }

  void unseen(int input, String level) {
    unseen[input]++;
    example(input, level);
  }

  void overflow(String product) {
    overflows.merge(product, 1L, Long::sum);
  }

  /** Counts a usable row as unusable, because a value computed from it is NaN or infinite. */
  public void overflowOfUsable(String name) {
    unusable++;
    overflow(name);
  }

  private void example(int input, @Nullable String level) {
    @Nullable String before = examples[input];
    if (level != null && (before == null || level.compareTo(before) < 0)) {
      examples[input] = level;
    }
  }

  /** All rows. */
  public long rows() {
    return rows;
  }

  /** Rows with a value that cannot be used. */
  public long unusable() {
    return unusable;
  }

  /** Rows in which an input is null, NaN or infinite. */
  public long invalidOf(int input) {
    return invalid[input];
  }

  /** Rows whose vector has another size than the model's. */
  public long otherSize() {
    return otherSize;
  }

  /** Rows in which an input has a level not seen in training. */
  public long unseenOf(int input) {
    return unseen[input];
  }

  /** One of those levels; null if there is none. */
  public @Nullable String exampleOf(int input) {
    return examples[input];
  }

  /** Numbers of rows by their first product that is NaN or infinite. */
  public SortedMap<String, Long> overflows() {
    return Collections.unmodifiableSortedMap(overflows);
  }

  @Override
  public boolean isZero() {
    return rows == 0;
  }

  @Override
  public ScoredCounts copy() {
    ScoredCounts copy = new ScoredCounts(inputs);
    copy.merge(this);
    return copy;
  }

  @Override
  public void reset() {
    rows = 0;
    unusable = 0;
    otherSize = 0;
    Arrays.fill(invalid, 0);
    Arrays.fill(unseen, 0);
    Arrays.fill(examples, null);
    overflows.clear();
  }

  /** Counts a row without inputs. */
  @Override
  public void add(Boolean usable) {
    row(usable);
  }

  @Override
  public void merge(AccumulatorV2<Boolean, ScoredCounts> other) {
    ScoredCounts counts = other.value();
    rows += counts.rows;
    unusable += counts.unusable;
    otherSize += counts.otherSize;
    for (int i = 0; i < inputs; i++) {
      invalid[i] += counts.invalid[i];
      unseen[i] += counts.unseen[i];
      example(i, counts.examples[i]);
    }
    counts.overflows.forEach((product, count) -> overflows.merge(product, count, Long::sum));
  }

  @Override
  public ScoredCounts value() {
    return this;
  }

  /** For Spark's UI, which would otherwise show this object. */
  @Override
  public String toString() {
    return "%,d rows, %,d unusable".formatted(rows, unusable);
  }
}
