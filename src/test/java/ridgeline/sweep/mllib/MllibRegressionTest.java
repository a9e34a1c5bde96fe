package ridgeline.sweep.mllib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.aggregate.LabelPass;
import ridgeline.aggregate.UnbiasedFactors;
import ridgeline.golden.GoldenData;
import ridgeline.path.L2Scale;
import ridgeline.path.Penalty;
import ridgeline.spark.LocalSpark;

@Tag("spark")
class MllibRegressionTest {
  /**
   * Relative to the largest coefficient; unbiased deviations are 1e-3 larger than population
   * deviations.
   */
  private static final double RELATIVE = 1e-6;

  private static final int FEATURES = 4;
  private static final int MORE_THAN_NORMAL_TAKES = 4097;
  private static final int FOLDS = 4;
  private static final int FOLD = 1;

  /** The number of features determines MLlib's solver. */
  @ParameterizedTest
  @CsvSource({
    "0.5, true, MLLIB",
    "0.5, true, PLAIN",
    "0.5, false, MLLIB",
    "0.5, false, PLAIN",
    "0, true, MLLIB"
  })
  void bothSolversHaveTheSameMinimum(
      double elasticNetParam, boolean standardization, L2Scale l2Scale) {
    Dataset<Row> rows = weightedDiabetes().cache();
    LabelPass pass = LabelPass.collect(rows, FEATURES, new String[FEATURES], FOLDS);
    MllibRegression.Training training =
        new MllibRegression.Training(
            rows.filter("fold <> " + FOLD),
            pass.folds().training(FOLD).deviation(0),
            UnbiasedFactors.collect(rows, FOLDS)[FOLD]);
    MllibRegression regression =
        new MllibRegression(Penalty.uniform(FEATURES, standardization, true, l2Scale), 1e-7, 1000);

    LinearRegressionModel normal = regression.fit(training, FEATURES, elasticNetParam, 0.5);
    LinearRegressionModel lbfgs =
        regression.fit(training, MORE_THAN_NORMAL_TAKES, elasticNetParam, 0.5);

    assertThat(normal.getSolver()).isEqualTo("normal");
    assertThat(lbfgs.getSolver()).isEqualTo("l-bfgs");
    double[] expected = normal.coefficients().toArray();
    double scale = Vectors.norm(normal.coefficients(), Double.POSITIVE_INFINITY);
    assertThat(lbfgs.coefficients().toArray()).containsExactly(expected, within(RELATIVE * scale));
    rows.unpersist();
  }

  /** Only the first columns, which are weakly correlated, so that both solvers converge soon. */
  private static Dataset<Row> weightedDiabetes() {
    GoldenData data = GoldenData.load("diabetes");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < data.label().length; i++) {
      double[] features = Arrays.copyOf(data.features()[i], FEATURES);
      rows.add(LocalSpark.row(Vectors.dense(features), data.label()[i], i % 3, i % FOLDS));
    }
    return LocalSpark.rows(rows, 1);
  }
}
