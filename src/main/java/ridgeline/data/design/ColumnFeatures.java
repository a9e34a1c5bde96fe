package ridgeline.data.design;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.ImputerModel;
import org.apache.spark.ml.feature.Interaction;
import org.apache.spark.ml.feature.OneHotEncoderModel;
import org.apache.spark.ml.feature.PolynomialExpansion;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Limits;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.data.DataException;
import ridgeline.data.feature.Features;
import ridgeline.data.feature.LevelText;

/**
 * Builds the stages for numeric and categorical columns: expressions, imputation, polynomial
 * expansion, one-hot encoding, interactions, and their assembly.
 */
public final class ColumnFeatures {
  public static final String VECTOR = "ridgeline_features";
  static final String NUMERIC = "ridgeline_numeric";
  private static final String POLYNOMIAL = "ridgeline_polynomial";

  private final Design design;
  private final Profile profile;
  private final InvalidValuePolicy invalid;
  private final @Nullable String timeZone;
  private final List<Transformer> stages = new ArrayList<>();
  private final List<String> assembled = new ArrayList<>();
  private final List<String> scratch = new ArrayList<>();

  /** The column that holds the numeric value or the one-hot vector of an entry. */
  private final Map<String, String> columns = new TreeMap<>();

  /** Number of terms of an entry. */
  private final Map<String, Integer> terms = new TreeMap<>();

  private ColumnFeatures(
      Design design, Profile profile, InvalidValuePolicy invalid, @Nullable String timeZone) {
    this.design = design;
    this.profile = profile;
    this.invalid = invalid;
    this.timeZone = timeZone;
  }

  /**
   * Builds the stages.
   *
   * @param timeZone the time zone in which expressions read and write times; null if none does
   */
  public static Features build(
      Design design, Profile profile, InvalidValuePolicy invalid, @Nullable String timeZone) {
    return new ColumnFeatures(design, profile, invalid, timeZone).build();
  }

  /** Name of the column that holds numeric feature {@code i} as a double. */
  public static String numericColumn(int i) {
    return "ridgeline_n" + i;
  }

  /** Name of the column that holds categorical feature {@code i} as a string. */
  public static String categoricalColumn(int i) {
    return "ridgeline_c" + i;
  }

  /** The expressions of a design's columns, for a table with the types of training. */
  public static List<String> expressions(Design design, InvalidValuePolicy invalid) {
    List<String> expressions = numericExpressions(design, invalid);
    for (int i = 0; i < design.categorical().size(); i++) {
      String text = LevelText.of(design.categorical().get(i), design.categoryTypes().get(i));
      expressions.add("%s AS %s".formatted(text, categoricalColumn(i)));
    }
    return expressions;
  }

  /** The expressions for a table of any types; they refuse what training would have refused. */
  private static List<String> savedExpressions(Design design, InvalidValuePolicy invalid) {
    List<String> expressions = numericExpressions(design, invalid);
    for (int i = 0; i < design.categorical().size(); i++) {
      String category = design.categorical().get(i);
      String text = LevelText.ofAnyType(category, design.categoryTypes().get(i));
      expressions.add(
          "%s AS %s"
              .formatted(LevelText.refusingNull(category, text, invalid), categoricalColumn(i)));
    }
    return expressions;
  }

  private static List<String> numericExpressions(Design design, InvalidValuePolicy invalid) {
    List<String> expressions = new ArrayList<>();
    for (int i = 0; i < design.numeric().size(); i++) {
      String value = "CAST((%s\n) AS DOUBLE)".formatted(design.numeric().get(i));
      if (invalid == InvalidValuePolicy.IMPUTE) {
        value =
            "IF(ABS(%1$s) < CAST('Infinity' AS DOUBLE), %1$s, CAST('NaN' AS DOUBLE))"
                .formatted(value);
      }
      expressions.add("%s AS %s".formatted(value, numericColumn(i)));
    }
    return expressions;
  }

  private Features build() {
    stages.add(selecting(expressions(design, invalid), ""));
    addNumeric();
    addCategorical();
    addInteractions();
    stages.add(assembler(assembled, VECTOR));
    scratch.add(VECTOR);
    List<Transformer> saved = new ArrayList<>(stages);
    saved.set(0, savedSelection());
    return new Features(stages, saved, design.names(profile.levels()), VECTOR, scratch);
  }

  private static SQLTransformer selecting(List<String> expressions, String where) {
    return new SQLTransformer()
        .setStatement(
            "SELECT *, %s FROM __THIS__%s".formatted(String.join(", ", expressions), where));
  }

  private SQLTransformer savedSelection() {
    SQLTransformer all = selecting(savedExpressions(design, invalid), inTimeZone());
    if (invalid != InvalidValuePolicy.DROP || design.categorical().isEmpty()) {
      return all;
    }
    String present =
        IntStream.range(0, design.categorical().size())
            .mapToObj(i -> categoricalColumn(i) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    return new SQLTransformer()
        .setStatement("SELECT * FROM (%s) WHERE %s".formatted(all.getStatement(), present));
  }

  /** A condition that makes the statement fail in another time zone. */
  private String inTimeZone() {
    return timeZone == null
        ? ""
        : " WHERE IF(current_timezone() = '%1$s', TRUE, CAST(raise_error('this model reads times in %1$s; set spark.sql.session.timeZone to that') AS BOOLEAN))"
            .formatted(timeZone);
  }

  private void addNumeric() {
    int count = design.numeric().size();
    if (count == 0) {
      return;
    }
    String[] values =
        IntStream.range(0, count).mapToObj(ColumnFeatures::numericColumn).toArray(String[]::new);
    scratch.addAll(Arrays.asList(values));
    if (invalid == InvalidValuePolicy.IMPUTE) {
      String[] imputed =
          IntStream.range(0, count).mapToObj(i -> "ridgeline_m" + i).toArray(String[]::new);
      ImputerModel imputer = new ImputerModel("ridgelineImputer", values, profile.means());
      imputer.set(imputer.inputCols(), values);
      imputer.set(imputer.outputCols(), imputed);
      stages.add(imputer);
      scratch.addAll(Arrays.asList(imputed));
      values = imputed;
    }
    for (int i = 0; i < count; i++) {
      columns.put(design.numeric().get(i), values[i]);
      terms.put(design.numeric().get(i), 1);
    }
    stages.add(assembler(Arrays.asList(values), NUMERIC));
    scratch.add(NUMERIC);
    if (design.degree() == 1) {
      assembled.add(NUMERIC);
    } else {
      stages.add(
          new PolynomialExpansion()
              .setDegree(design.degree())
              .setInputCol(NUMERIC)
              .setOutputCol(POLYNOMIAL));
      scratch.add(POLYNOMIAL);
      assembled.add(POLYNOMIAL);
    }
  }

  private void addCategorical() {
    int count = design.categorical().size();
    if (count == 0) {
      return;
    }
    String[] texts =
        IntStream.range(0, count)
            .mapToObj(ColumnFeatures::categoricalColumn)
            .toArray(String[]::new);
    String[] indices =
        IntStream.range(0, count).mapToObj(i -> "ridgeline_i" + i).toArray(String[]::new);
    String[] vectors =
        IntStream.range(0, count).mapToObj(i -> "ridgeline_h" + i).toArray(String[]::new);
    String[][] levels =
        profile.levels().stream().map(set -> set.toArray(String[]::new)).toArray(String[][]::new);
    StringIndexerModel indexer = new StringIndexerModel("ridgelineIndexer", levels);
    indexer.set(indexer.inputCols(), texts);
    indexer.set(indexer.outputCols(), indices);
    indexer.setHandleInvalid("keep");
    stages.add(indexer);
    // The indexer puts unseen levels at index n; as the last of n + 1 categories, it is dropped.
    int[] sizes = Arrays.stream(levels).mapToInt(set -> set.length + 1).toArray();
    OneHotEncoderModel encoder = new OneHotEncoderModel("ridgelineEncoder", sizes);
    encoder.setInputCols(indices).setOutputCols(vectors).setDropLast(true);
    stages.add(encoder);
    scratch.addAll(Arrays.asList(texts));
    scratch.addAll(Arrays.asList(indices));
    scratch.addAll(Arrays.asList(vectors));
    for (int i = 0; i < count; i++) {
      String entry = design.categorical().get(i);
      columns.put(entry, vectors[i]);
      terms.put(entry, profile.levels().get(i).size());
      assembled.add(vectors[i]);
    }
  }

  private void addInteractions() {
    for (int i = 0; i < design.interactions().size(); i++) {
      List<String> factors = design.interactions().get(i);
      requireFew(factors);
      String product = "ridgeline_x" + i;
      stages.add(
          new Interaction()
              .setInputCols(factors.stream().map(columns::get).toArray(String[]::new))
              .setOutputCol(product));
      scratch.add(product);
      assembled.add(product);
    }
  }

  /** Counts the products of levels before they are named. */
  private void requireFew(List<String> factors) {
    double count = 1;
    for (String factor : factors) {
      count *= Objects.requireNonNull(terms.get(factor));
    }
    if (count > Limits.MAX_PRODUCTS) {
      throw new DataException(
          "data.interactions: %s makes %,.0f terms with the levels of the table; the limit is %,d; leave it out, or group rare levels"
              .formatted(String.join(":", factors), count, Limits.MAX_PRODUCTS));
    }
  }

  private VectorAssembler assembler(List<String> inputs, String output) {
    return new VectorAssembler()
        .setInputCols(inputs.toArray(String[]::new))
        .setOutputCol(output)
        .setHandleInvalid(invalid == InvalidValuePolicy.DROP ? "skip" : "error");
  }
}
