package ridgeline.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.data.columns.RawTable;
import ridgeline.data.table.TrainingTable;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.residual.Histogram2d;

/** Counts from columns, from vectors and row by row agree. */
@Tag("spark")
class HeldOutPredictionsTest {
  private static final int FOLDS = 3;
  private static final Histogram2d.Axis LABEL = new Histogram2d.Axis(-40, 60, 17);
  private static final Histogram2d.Axis RESIDUAL = new Histogram2d.Axis(-30, 30, 13);

  private static final String ROWS =
      "SELECT id % 37 AS y, sin(id) AS a, if(id % 9 = 0, NULL, cos(id)) AS holes,"
          + " concat('k', id % 4) AS k, id % 5 AS w FROM range(700)";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "label: y, numeric: [a]",
        "label: y, numeric: [a], categorical: [k], interactions: [[a, k]], degree: 3",
        "label: y, numeric: [a, holes], weight: w, invalid: impute",
        "label: y, numeric: [a, holes], categorical: [k], invalid: drop",
        "label: y, categorical: [k, w]",
      })
  void predictsEachRowByTheFitThatDidNotSeeIt(String design) throws Exception {
    String job =
        "name: test\nfolds: {count: %d}\ndata: {sql: \"%s\", %s}".formatted(FOLDS, ROWS, design);
    SweepConfig config = SweepConfigReader.read(job, "test", List.of());
    TrainingTable table =
        TrainingTable.prepare(LocalSpark.session(), config.data(), config.folds());
    RawTable raw = Objects.requireNonNull(table.raw());
    HeldOutPredictions.FoldFits fits = fits(FeatureLayout.of(raw).features());

    HeldOutPredictions one = oneByOne(table.rows().collectAsList(), fits);
    assertSame(HeldOutPredictions.collect(raw, fits, LABEL, RESIDUAL, List.of()), one);
    assertSame(HeldOutPredictions.collect(table.rows(), fits, LABEL, RESIDUAL, List.of()), one);
  }

  private static HeldOutPredictions.FoldFits fits(int features) {
    Random random = new Random(11);
    double[][] coefficients = new double[FOLDS][];
    for (int fold = 0; fold < FOLDS; fold++) {
      coefficients[fold] = random.doubles(features, -12, 12).toArray();
    }
    return new HeldOutPredictions.FoldFits(new double[] {5, 15, 25}, coefficients);
  }

  private static HeldOutPredictions oneByOne(List<Row> rows, HeldOutPredictions.FoldFits fits) {
    HeldOutPredictions counted = new HeldOutPredictions(LABEL, RESIDUAL);
    for (Row row : rows) {
      Vector features = row.getAs(0);
      double label = row.getDouble(1);
      int fold = row.getInt(3);
      double prediction = fits.intercepts()[fold];
      for (int j = 0; j < features.size(); j++) {
        prediction += features.apply(j) * fits.coefficients()[fold][j];
      }
      if (row.getDouble(2) > 0) {
        counted.observed().add(prediction, label);
        counted.residuals().add(prediction, label - prediction);
      }
    }
    return counted;
  }

  private static void assertSame(HeldOutPredictions actual, HeldOutPredictions expected) {
    assertSame(actual.observed(), expected.observed());
    assertSame(actual.residuals(), expected.residuals());
  }

  private static void assertSame(Histogram2d actual, Histogram2d expected) {
    assertThat(actual.outside()).isEqualTo(expected.outside());
    for (int column = 0; column < expected.x().bins(); column++) {
      for (int row = 0; row < expected.y().bins(); row++) {
        assertThat(actual.count(column, row))
            .as("column %d, row %d", column, row)
            .isEqualTo(expected.count(column, row));
      }
    }
  }
}
