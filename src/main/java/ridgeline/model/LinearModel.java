package ridgeline.model;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.data.TrainingRows;
import ridgeline.data.feature.StrictJson;
import ridgeline.data.score.RowScorer;

/**
 * A linear model: the content of {@link #FILE}.
 *
 * @param format version of the file's format
 * @param terms names of the features
 * @param coefficients one per feature
 * @param label how to predict the quantity of which the label is a function; null if the label is
 *     the quantity
 */
public record LinearModel(
    int format,
    double intercept,
    List<String> terms,
    List<Double> coefficients,
    @Nullable LabelInverse label) {
  /** The name of the file in the directory of a model. */
  public static final String FILE = "linear.json";

  /** The column of the predicted label, if it is a function of the quantity. */
  public static final String TRANSFORMED = "predictionTransformed";

  private static final int FORMAT = 1;

  public LinearModel {
    StrictJson.requireFormat(format, FORMAT);
    terms = StrictJson.complete("terms", terms);
    coefficients = StrictJson.complete("coefficients", coefficients);
    if (terms.size() != coefficients.size()) {
      throw new IllegalArgumentException(
          "has %,d coefficients for %,d terms".formatted(coefficients.size(), terms.size()));
    }
    if (!Double.isFinite(intercept) || !coefficients.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("has a coefficient that is NaN or infinite");
    }
  }

  /** A model to be saved. */
  public static LinearModel of(
      double intercept,
      List<String> terms,
      List<Double> coefficients,
      @Nullable LabelInverse label) {
    return new LinearModel(FORMAT, intercept, terms, coefficients, label);
  }

  /**
   * Reads the file.
   *
   * @throws IOException with a one-sentence message if it is damaged or cannot be used
   */
  public static LinearModel read(byte[] content) throws IOException {
    return StrictJson.read(FILE, content, LinearModel.class);
  }

  /** The columns that scoring adds. */
  public StructType columns() {
    StructType columns = new StructType().add(TrainingRows.PREDICTION, DataTypes.DoubleType);
    return label == null ? columns : columns.add(TRANSFORMED, DataTypes.DoubleType);
  }

  /** Computes the columns that scoring adds. */
  public RowScorer scorer() {
    double[] weights = coefficients.stream().mapToDouble(Double::doubleValue).toArray();
    double constant = intercept;
    LabelInverse inverse = label;
    if (inverse == null) {
      return (features, added) -> added[0] = constant + features.dot(weights);
    }
    return (features, added) -> {
      double predicted = constant + features.dot(weights);
      added[0] = inverse.predict(predicted);
      added[1] = predicted;
    };
  }

  /** The content of the file. */
  public String text() throws IOException {
    return StrictJson.write(this);
  }
}
