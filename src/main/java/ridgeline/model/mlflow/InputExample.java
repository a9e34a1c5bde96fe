package ridgeline.model.mlflow;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.sql.ColumnNames;

/**
 * A made-up row that the model can score. No row of the training is copied: a number is a rounded
 * mean, a category has a level, which the model contains anyway, and any other date or time is the
 * same in all models.
 */
final class InputExample {
  /** As much of a mean as an example needs. */
  private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

  private static final String DATE = "2001-01-01";
  private static final String TIME = DATE + " 00:00:00";

  /** Maximum number of elements of a vector. */
  private static final int MAX_ELEMENTS = 1000;

  private final FeatureDescription features;
  private final Map<String, Double> means;

  private InputExample(FeatureDescription features, Map<String, Double> means) {
    this.features = features;
    this.means = means;
  }

  /**
   * A table of one row as pandas splits it; empty if a column could only be guessed.
   *
   * @param means of features, by their names and in their order
   */
  static Map<String, Object> of(FeatureDescription features, Map<String, Double> means) {
    InputExample example = new InputExample(features, means);
    List<String> names = new ArrayList<>();
    List<Object> row = new ArrayList<>();
    for (FeatureDescription.InputColumn column : features.columns()) {
      Object value = example.value(column);
      if (value == null) {
        return Map.of();
      }
      names.add(column.name());
      row.add(value);
    }
    return names.isEmpty() ? Map.of() : Map.of("columns", names, "data", List.of(row));
  }

  private @Nullable Object value(FeatureDescription.InputColumn column) {
    if (column.name().equals(features.vector())) {
      return means.isEmpty() || means.size() > MAX_ELEMENTS
          ? null
          : means.values().stream().map(mean -> rounded(mean).doubleValue()).toList();
    }
    String type = String.valueOf(ColumnType.of(column.type()).get("type"));
    for (FeatureDescription.Category category : features.categorical()) {
      if (names(category.expression(), column)) {
        return category.levels().isEmpty() ? null : level(category.levels().get(0), type);
      }
    }
    if (ColumnType.NUMBERS.contains(type) || column.type().startsWith("DECIMAL")) {
      return number(column, type);
    } else if (type.equals(ColumnType.DATETIME)) {
      return TIME;
    }
    return column.type().equals("DATE") ? DATE : null;
  }

  /** Whether an expression is a column. */
  private static boolean names(String expression, FeatureDescription.InputColumn column) {
    return expression.equals(column.name())
        || expression.equals(ColumnNames.quotedName(column.name()));
  }

  /** A level as a value of its column; as its text where JSON has no such values. */
  private static Object level(String level, String type) {
    if (type.equals(ColumnType.BOOLEAN)) {
      return Boolean.valueOf(level);
    }
    return ColumnType.NUMBERS.contains(type) ? typed(new BigDecimal(level), type) : level;
  }

  private Object number(FeatureDescription.InputColumn column, String type) {
    double mean =
        means.getOrDefault(
            column.name(), means.getOrDefault(ColumnNames.quotedName(column.name()), 1.0));
    return typed(rounded(mean), type);
  }

  private static BigDecimal rounded(double mean) {
    return Double.isFinite(mean) ? new BigDecimal(mean).round(DIGITS) : BigDecimal.ONE;
  }

  private static Object typed(BigDecimal number, String type) {
    if (ColumnType.INTEGERS.contains(type)) {
      return number.setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    }
    return number.doubleValue();
  }
}
