package ridgeline.profile;

import java.io.Serializable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Printable;

/**
 * Collects statistics of a column, value by value; the profiles of parts of a table can be merged.
 */
final class ColumnProfile implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Up to this many distinct values are counted individually. */
  static final int MAX_DISTINCT = 2_000;

  /** From this share of distinct values on, whole numbers may be ids. */
  private static final double NEARLY_ALL = 0.95;

  /** With fewer rows, all values may be distinct by chance. */
  private static final int MIN_ID_ROWS = 20;

  /** A text column holds numbers if at least this share of its values are numbers. */
  private static final double MOSTLY = 0.9;

  /** Number of characters of a text that are kept. */
  private static final int MAX_TEXT = 60;

  /** The kind of values in a column. */
  enum Kind {
    WHOLE,
    NUMBER,
    BOOLEAN,
    TEXT,
    DATE,
    TIMESTAMP,
    ZONELESS,
    OTHER;

    static Kind of(DataType type) {
      if (type instanceof NumericType) {
        boolean fraction =
            type instanceof DoubleType
                || type instanceof FloatType
                || (type instanceof DecimalType decimal && decimal.scale() > 0);
        return fraction ? NUMBER : WHOLE;
      }
      if (type instanceof BooleanType) {
        return BOOLEAN;
      }
      if (type instanceof StringType) {
        return TEXT;
      }
      if (type.equals(DataTypes.DateType)) {
        return DATE;
      }
      if (type.equals(DataTypes.TimestampNTZType)) {
        return ZONELESS;
      }
      return type.equals(DataTypes.TimestampType) ? TIMESTAMP : OTHER;
    }

    boolean isNumeric() {
      return this == WHOLE || this == NUMBER || this == BOOLEAN;
    }
  }

  private final String name;
  private final Kind kind;
  private final String type;
  private final Map<TextNumber, Long> writings = new LinkedHashMap<>();
  private final Map<TextNumber, String> examples = new LinkedHashMap<>();

  /** Counts of distinct values; cleared when there are too many. */
  private final TreeMap<String, Long> counts = new TreeMap<>();

  private boolean overflown;

  /** Numbers of distinct values, and of values, seen before there were too many. */
  private long distinctSeen;

  private long seen;
  private long rows;
  private long missing;
  private double mean;
  private double squares;
  private double cubes;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private String first = "";
  private String last = "";

  ColumnProfile(StructField field) {
    name = field.name();
    kind = Kind.of(field.dataType());
    type = field.dataType().simpleString();
  }

  /** Adds the value of a row, in the form Spark's rows have it. */
  void add(@Nullable Object value) {
    rows++;
    if (value == null || (value instanceof Number number && !isFinite(number))) {
      missing++;
      return;
    }
    if (kind == Kind.OTHER) {
      return;
    }
    if (value instanceof Number number) {
      addNumber(number.doubleValue());
    } else if (value instanceof Boolean truth) {
      addNumber(truth ? 1 : 0);
    }
    String text = value.toString();
    if (kind == Kind.TEXT) {
      TextNumber writing = TextNumber.of(text);
      writings.merge(writing, 1L, Long::sum);
      examples.putIfAbsent(writing, shortened(text));
    } else if (kind == Kind.DATE || kind == Kind.TIMESTAMP || kind == Kind.ZONELESS) {
      first = first.isEmpty() || text.compareTo(first) < 0 ? text : first;
      last = text.compareTo(last) > 0 ? text : last;
    }
    count(shortened(text), 1);
  }

  private static boolean isFinite(Number number) {
    return Double.isFinite(number.doubleValue());
  }

  private static String shortened(String text) {
    return Printable.cut(text, MAX_TEXT);
  }

  private void count(String value, long times) {
    if (overflown) {
      return;
    }
    seen += times;
    counts.merge(value, times, Long::sum);
    distinctSeen = counts.size();
    if (counts.size() > MAX_DISTINCT) {
      overflown = true;
      counts.clear();
    }
  }

  private void addNumber(double value) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    double n = rows - missing;
    double delta = value - mean;
    double step = delta / n;
    double term = delta * step * (n - 1);
    mean += step;
    cubes += term * step * (n - 2) - 3 * step * squares;
    squares += term;
  }

  /** Adds the values of another part of the table. */
  void merge(ColumnProfile other) {
    double n = rows - missing;
    double m = other.rows - other.missing;
    if (m > 0) {
      double delta = other.mean - mean;
      double total = n + m;
      cubes +=
          other.cubes
              + delta * delta * delta * n * m * (n - m) / (total * total)
              + 3 * delta * (n * other.squares - m * squares) / total;
      squares += other.squares + delta * delta * n * m / total;
      mean += delta * m / total;
    }
    rows += other.rows;
    missing += other.missing;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    other.writings.forEach((writing, times) -> writings.merge(writing, times, Long::sum));
    other.examples.forEach(examples::putIfAbsent);
    if (!other.first.isEmpty() && (first.isEmpty() || other.first.compareTo(first) < 0)) {
      first = other.first;
    }
    last = other.last.compareTo(last) > 0 ? other.last : last;
    if (overflown || other.overflown) {
      overflown = true;
      counts.clear();
      distinctSeen += other.distinctSeen;
      seen += other.seen;
    } else {
      other.counts.forEach(this::count);
    }
  }

  String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  /** Spark's name of the type. */
  String type() {
    return type;
  }

  long rows() {
    return rows;
  }

  /** Number of rows whose value is null, NaN or infinite. */
  long missing() {
    return missing;
  }

  /** Number of rows with a value. */
  long present() {
    return rows - missing;
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }

  double mean() {
    return mean;
  }

  /** The third standardised moment; 0 for a constant. */
  double skewness() {
    double variance = squares / present();
    return variance > 0 ? cubes / present() / Math.pow(variance, 1.5) : 0;
  }

  /** The earliest date or time, as text. */
  String first() {
    return first;
  }

  /** The latest date or time, as text. */
  String last() {
    return last;
  }

  /** Whether there are more than {@link #MAX_DISTINCT} distinct values. */
  boolean isOverflown() {
    return overflown;
  }

  /** Number of distinct values among those seen before there were too many. */
  long distinct() {
    return distinctSeen;
  }

  boolean isConstant() {
    return !overflown && present() > 0 && distinctSeen == 1;
  }

  /** Whether nearly all values are distinct. */
  boolean isNearlyUnique() {
    return seen >= MIN_ID_ROWS && distinctSeen >= NEARLY_ALL * seen;
  }

  /** The most frequent value; the first in order if there are several. */
  String mostFrequent() {
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** How often the most frequent value occurs. */
  long mostOften() {
    return counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /**
   * How the numbers of a text column are written; empty if there are too few, or no single
   * expression parses them all.
   */
  Optional<TextNumber> numbers() {
    return areMostlyNumbers() && disagreement().isEmpty()
        ? numberWritings().max(Comparator.comparing(TextNumber::form))
        : Optional.empty();
  }

  /**
   * Why no single expression parses the numbers of a text column; empty if one does, or there are
   * too few.
   */
  Optional<String> mixture() {
    return areMostlyNumbers() ? disagreement() : Optional.empty();
  }

  private boolean areMostlyNumbers() {
    long numbers = numberCount();
    return numbers > 0 && numbers >= MOSTLY * (present() - textsOf(TextNumber.Form.MISSING));
  }

  private Optional<String> disagreement() {
    return numberWritings()
        .flatMap(
            one ->
                numberWritings()
                    .filter(other -> !one.agreesWith(other))
                    .map(
                        other ->
                            "text with numbers in different formats, such as '%s' and '%s'"
                                .formatted(examples.get(one), examples.get(other))))
        .findFirst();
  }

  private Stream<TextNumber> numberWritings() {
    return writings.keySet().stream().filter(TextNumber::isNumber);
  }

  /** Number of texts that are numbers. */
  long numberCount() {
    return numberWritings().mapToLong(writings::get).sum();
  }

  private long textsOf(TextNumber.Form form) {
    return writings.getOrDefault(new TextNumber(form, ""), 0L);
  }

  /**
   * A text that Spark does not parse as a number, of the least plain form; empty if it parses all.
   */
  Optional<String> unreadable() {
    return examples.keySet().stream()
        .filter(writing -> !writing.isPlain())
        .max(Comparator.comparing(TextNumber::form))
        .map(examples::get);
  }

  /** Whether the column would be numeric without its texts for missing values. */
  boolean lacksOnlyMissing() {
    return textsOf(TextNumber.Form.MISSING) > 0
        && writings.keySet().stream()
            .allMatch(writing -> writing.isPlain() || writing.form() == TextNumber.Form.MISSING);
  }
}
