package ridgeline.data.feature;

import java.io.IOException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.jspecify.annotations.Nullable;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.config.text.Printable;
import ridgeline.data.sql.SavedExpression;

/**
 * How a saved model builds features from the rows of a table: the content of {@link #FILE}, from
 * which scoring rebuilds them, running no code except expressions of {@link SavedExpression}.
 *
 * @param format version of the file's format
 * @param columns the columns of the table that are read
 * @param vector a vector column of the table that holds all features; null if they are built from
 *     {@code numeric} and {@code categorical}
 * @param numeric numeric expressions
 * @param terms the features, in order
 * @param means the replacement for invalid values of each numeric expression; empty unless imputed
 * @param invalid what happens to rows with a null, NaN or infinite value
 * @param refusesUnseen whether a level not seen in training is refused, as in R's formulas;
 *     otherwise its features are 0
 * @param timeZone the time zone in which dates and times are read and written
 * @param ansi whether expressions fail instead of returning null where the SQL standard requires it
 */
public record FeatureDescription(
    int format,
    List<InputColumn> columns,
    @Nullable String vector,
    List<String> numeric,
    List<Category> categorical,
    List<Product> terms,
    List<Double> means,
    InvalidValuePolicy invalid,
    boolean refusesUnseen,
    String timeZone,
    boolean ansi)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The name of the file in the directory of a model. */
  public static final String FILE = "features.json";

  private static final int FORMAT = 1;

  /** Maximum number of features, over all terms. */
  private static final int MAX_FEATURES = 100_000_000;

  /** Maximum number of expressions in a file, because each is parsed. */
  private static final int MAX_EXPRESSIONS = 50_000;

  public FeatureDescription {
    StrictJson.requireFormat(format, FORMAT);
    columns = StrictJson.complete("columns", columns);
    numeric = StrictJson.complete("numeric", numeric);
    categorical = StrictJson.complete("categorical", categorical);
    terms = StrictJson.complete("terms", terms);
    means = StrictJson.complete("means", means);
    StrictJson.present("invalid", invalid);
    StrictJson.present("timeZone", timeZone);
    requireSizes(vector, numeric, categorical, terms, means, invalid);
    try {
      ZoneId.of(timeZone, ZoneId.SHORT_IDS);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("has an unknown time zone, " + timeZone, e);
    }
  }

  /** A column of the table, with its type in training. */
  public record InputColumn(String name, String type) implements Serializable {
    private static final long serialVersionUID = 1L;

    public InputColumn {
      StrictJson.present("columns.name", name);
      StrictJson.present("columns.type", type);
    }
  }

  /**
   * A category.
   *
   * @param levels levels seen in training, as text, in the order of their features
   */
  public record Category(String expression, LevelType type, List<String> levels)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Category {
      StrictJson.present("categorical.expression", expression);
      StrictJson.present("categorical.type", type);
      levels = StrictJson.complete("categorical.levels", levels);
      Set<Object> keys = new HashSet<>();
      for (String level : levels) {
        Object key = type.key(level);
        if (key == null || !keys.add(key)) {
          throw new IllegalArgumentException(
              "categorical.levels of %s has %s %s"
                  .formatted(expression, level, key == null ? "as a level" : "twice"));
        }
      }
    }
  }

  /**
   * Features that are products, as in {@link Term}.
   *
   * @param numeric positions of numeric expressions, repeated for powers
   * @param categorical positions of categories; the levels of the last change fastest
   * @param dropsLast whether the last level of each has no feature
   */
  public record Product(List<Integer> numeric, List<Integer> categorical, boolean dropsLast)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Product {
      numeric = StrictJson.complete("terms.numeric", numeric);
      categorical = StrictJson.complete("terms.categorical", categorical);
    }

    /** Number of levels of a category that have features. */
    int levels(Category category) {
      return category.levels().size() - (dropsLast ? 1 : 0);
    }

    /** Number of features. */
    int size(List<Category> categories) {
      return categorical.stream()
          .mapToInt(position -> levels(categories.get(position)))
          .reduce(1, (a, b) -> a * b);
    }
  }

  private static void requireSizes(
      @Nullable String vector,
      List<String> numeric,
      List<Category> categorical,
      List<Product> terms,
      List<Double> means,
      InvalidValuePolicy invalid) {
    if ((vector == null) == terms.isEmpty()) {
      throw new IllegalArgumentException("must have either a vector or terms");
    }
    boolean imputes = invalid == InvalidValuePolicy.IMPUTE;
    if (imputes && vector != null) {
      throw new IllegalArgumentException("imputes a vector, which is not supported");
    }
    if ((imputes || !means.isEmpty()) && means.size() != numeric.size()) {
      throw new IllegalArgumentException(
          "has %d means for %d numeric expressions".formatted(means.size(), numeric.size()));
    }
    if (!means.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("has a mean that is NaN or infinite");
    }
    for (Product term : terms) {
      Term.requirePositions(term.numeric(), numeric.size());
      Term.requirePositions(term.categorical(), categorical.size());
      for (int position : term.categorical()) {
        Category category = categorical.get(position);
        if (term.dropsLast() && category.levels().isEmpty()) {
          throw new IllegalArgumentException(
              "drops the last level of %s, which has none".formatted(category.expression()));
        }
      }
    }
    long size = 0;
    for (Product term : terms) {
      long of = 1;
      for (int position : term.categorical()) {
        of *= term.levels(categorical.get(position));
        if (of > MAX_FEATURES) {
          break;
        }
      }
      size += of;
      if (size > MAX_FEATURES) {
        throw new IllegalArgumentException("has more than %,d features".formatted(MAX_FEATURES));
      }
    }
  }

  /**
   * Reads the file.
   *
   * @throws IOException with a one-sentence message if it is damaged or cannot be used
   */
  public static FeatureDescription read(byte[] content) throws IOException {
    FeatureDescription read = StrictJson.read(FILE, content, FeatureDescription.class);
    int expressions = read.numeric().size() + read.categorical().size();
    if (expressions > MAX_EXPRESSIONS) {
      throw new IOException(
          "%s: has %,d expressions; the limit is %,d"
              .formatted(FILE, expressions, MAX_EXPRESSIONS));
    }
    try {
      read.requireExpressions();
    } catch (IllegalArgumentException e) {
      throw new IOException(Printable.message("%s: %s".formatted(FILE, e.getMessage())), e);
    }
    return read;
  }

  /**
   * Parses all expressions.
   *
   * @throws IllegalArgumentException if one cannot be kept in a model
   */
  public void requireExpressions() {
    numeric.forEach(SavedExpression::parse);
    categorical.forEach(category -> SavedExpression.parse(category.expression()));
  }

  /** The columns of the expressions: numbers as doubles, then categories. */
  public List<Column> inputs() {
    return IntStream.range(0, numeric.size() + categorical.size())
        .mapToObj(
            i ->
                i < numeric.size()
                    ? SavedExpression.parseDouble(numeric.get(i))
                    : SavedExpression.parse(categorical.get(i - numeric.size()).expression()))
        .toList();
  }

  /** The name of the term of a feature, for messages. */
  public String termOf(int feature) {
    if (vector != null) {
      return "feature %d of %s".formatted(feature + 1, vector);
    }
    int end = 0;
    for (Product term : terms) {
      end += term.size(categorical);
      if (feature < end) {
        return Stream.concat(
                Stream.of(TermNames.monomial(numeric, term.numeric())),
                term.categorical().stream().map(c -> categorical.get(c).expression()))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.joining(":"));
      }
    }
    return FeatureNames.UNKNOWN.of(feature);
  }

  /** Number of features of the terms; 0 for a vector column. */
  public int size() {
    return terms.stream().mapToInt(term -> term.size(categorical)).sum();
  }

  /** The content of the file. */
  public String text() throws IOException {
    return StrictJson.write(this);
  }

  /** A description of features that are a vector column of the table. */
  public static FeatureDescription ofVector(
      InputColumn column, InvalidValuePolicy invalid, String timeZone, boolean ansi) {
    return new FeatureDescription(
        FORMAT,
        List.of(column),
        column.name(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        invalid,
        false,
        timeZone,
        ansi);
  }

  /** A description of features from expressions. */
  public static FeatureDescription ofExpressions(
      List<InputColumn> columns,
      List<String> numeric,
      List<Category> categorical,
      List<Product> terms,
      List<Double> means,
      InvalidValuePolicy invalid,
      boolean refusesUnseen,
      String timeZone,
      boolean ansi) {
    return new FeatureDescription(
        FORMAT,
        columns,
        null,
        numeric,
        categorical,
        terms,
        means,
        invalid,
        refusesUnseen,
        timeZone,
        ansi);
  }
}
