package ridgeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.golden.GoldenData;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCell;
import ridgeline.select.NoCertifiedCellException;
import ridgeline.spark.LocalSpark;

/**
 * Compares the gram engine with MLlib's LinearRegression in every cell of a small grid, both on
 * pseudo-rows and on the rows themselves.
 */
@Tag("spark")
class EnginesTest {
  private static final double RELATIVE = 1e-6;
  private static final int FOLDS = 3;
  private static final int STEPS = 3;

  @ParameterizedTest
  @CsvSource({
    "mllib, true, true, mllib",
    "mllib, false, true, plain",
    "mllib, true, false, plain",
    "mllib, false, false, mllib",
    "mllib-rows, true, true, mllib",
    "mllib-rows, false, true, plain",
    "mllib-rows, true, false, plain",
    "mllib-rows, false, false, mllib"
  })
  void agreeInEveryCell(
      String engine, boolean standardization, boolean fitIntercept, String l2Scale) {
    Dataset<Row> rows = weightedDiabetes().cache();
    ElasticNetCV estimator =
        new ElasticNetCV()
            .setElasticNetParams(new double[] {0, 0.5, 1})
            .setNumRegParams(STEPS)
            .setMinRatio(1e-3)
            .setWeightCol("weight")
            .setFoldCol("fold")
            .setNumFolds(FOLDS)
            .setStandardization(standardization)
            .setFitIntercept(fitIntercept)
            .setL2Scale(l2Scale)
            .setRefit("mllib")
            .setCollectFoldFits(true)
            .setEarlyStopping(false);
    SweepResult gram = estimator.setEngine("gram").fit(rows).result();
    SweepResult mllib = estimator.setEngine(engine).fit(rows).result();
    assertThat(mllib.engine()).hasToString(engine);
    assertThat(mllib.refit().by()).hasToString(engine);

    for (int curve = 0; curve < 3; curve++) {
      for (int step = 0; step < STEPS; step++) {
        CvCell ours = gram.validation().curves().get(curve).cells().get(step);
        CvCell theirs = mllib.validation().curves().get(curve).cells().get(step);
        String cell = "elasticNetParam %s step %d".formatted(ours.elasticNetParam(), step);
        assertThat(ours.regParam())
            .as(cell)
            .isCloseTo(theirs.regParam(), within(1e-9 * theirs.regParam()));
        assertThat(ours.cvm()).as(cell).isCloseTo(theirs.cvm(), within(RELATIVE * theirs.cvm()));
        assertThat(ours.cvsd()).as(cell).isCloseTo(theirs.cvsd(), within(RELATIVE * theirs.cvsd()));
        assertCoefficients(gram, ours.fit(), theirs.fit(), cell);
        assertThat(theirs.kkt()).as(cell).isLessThanOrEqualTo(RELATIVE);
      }
    }
    assertThat(gram.selected().step()).isEqualTo(mllib.selected().step());
    assertThat(gram.selected().elasticNetParam()).isEqualTo(mllib.selected().elasticNetParam());
    assertThat(gram.validation().foldFits()).hasSize(FOLDS);
    for (int fold = 0; fold < FOLDS; fold++) {
      assertCoefficients(
          gram,
          gram.validation().foldFits().get(fold),
          mllib.validation().foldFits().get(fold),
          "outside fold " + fold);
    }
    assertThat(heldOutError(rows, gram.validation().foldFits()))
        .isCloseTo(gram.selected().cvm(), within(RELATIVE * gram.selected().cvm()));
    assertThat(
            estimator
                .setEngine("gram")
                .setCollectFoldFits(false)
                .fit(rows)
                .result()
                .validation()
                .foldFits())
        .isEmpty();
    rows.unpersist();
  }

  /** With features this far from 0, OWL-QN stops at 0 and reports convergence. */
  @ParameterizedTest
  @ValueSource(strings = {"mllib", "mllib-rows"})
  void fitsThatMllibDoesNotSolveAreRejected(String engine) {
    Random random = new Random(20261129);
    List<Row> rows =
        IntStream.range(0, 120)
            .mapToObj(
                i -> {
                  double a = random.nextGaussian();
                  double b = random.nextGaussian();
                  return LocalSpark.row(
                      Vectors.dense(1e10 + a, 1e6 + b),
                      2 * a - b + random.nextGaussian(),
                      1,
                      i % 3);
                })
            .toList();
    ElasticNetCV estimator =
        new ElasticNetCV()
            .setElasticNetParams(new double[] {0.5})
            .setRegParams(new double[] {0.1, 0.01})
            .setFoldCol("fold")
            .setNumFolds(3)
            .setStandardization(false)
            .setFitIntercept(false)
            .setL2Scale("plain")
            .setRefit("statistics")
            .setEngine(engine);
    Dataset<Row> table = LocalSpark.rows(rows, 1);
    assertThatThrownBy(() -> estimator.fit(table)).isInstanceOf(NoCertifiedCellException.class);
  }

  private static double heldOutError(Dataset<Row> rows, List<LinearFit> foldFits) {
    double squares = 0;
    double weight = 0;
    for (Row row : rows.collectAsList()) {
      double[] features = row.<Vector>getAs("features").toArray();
      LinearFit fit = foldFits.get(row.<Number>getAs("fold").intValue());
      double[] coefficients = fit.dense(features.length);
      double error = row.<Number>getAs("label").doubleValue() - fit.intercept();
      for (int j = 0; j < features.length; j++) {
        error -= coefficients[j] * features[j];
      }
      double w = row.<Number>getAs("weight").doubleValue();
      squares += w * error * error;
      weight += w;
    }
    return squares / weight;
  }

  private static void assertCoefficients(
      SweepResult result, LinearFit ours, LinearFit theirs, String cell) {
    int features = result.features().names().size();
    double[] expected = theirs.dense(features);
    double[] actual = ours.dense(features);
    for (int j = 0; j < features; j++) {
      double unit = result.label().deviation() / result.features().deviations()[j];
      assertThat(actual[j]).as(cell + " " + j).isCloseTo(expected[j], within(RELATIVE * unit));
    }
  }

  /**
   * The diabetes data, roughly centred: without an intercept, features far from 0 make the problem
   * so ill-conditioned that MLlib's OWL-QN stops 1e-4 above the minimum.
   */
  private static Dataset<Row> weightedDiabetes() {
    double[] centres = {48, 1.5, 26, 95, 189, 115, 50, 4, 4.6, 91};
    GoldenData data = GoldenData.load("diabetes");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < data.label().length; i++) {
      double[] features = data.features()[i].clone();
      for (int j = 0; j < features.length; j++) {
        features[j] -= centres[j];
      }
      rows.add(LocalSpark.row(Vectors.dense(features), data.label()[i], i % 4, i % FOLDS));
    }
    return LocalSpark.rows(rows, 1);
  }
}
