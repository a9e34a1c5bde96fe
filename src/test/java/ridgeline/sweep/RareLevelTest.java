package ridgeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.golden.GoldenData;
import ridgeline.select.CvCell;
import ridgeline.spark.LocalSpark;

/** A level that occurs in only one fold is a constant column when that fold is held out. */
@Tag("spark")
class RareLevelTest {
  private static final int FOLDS = 4;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void hasNoEffectInTrainingRowsWithoutIt(double elasticNetParam) {
    GoldenData data = GoldenData.load("diabetes");
    double[][] features = new double[data.label().length][];
    for (int i = 0; i < features.length; i++) {
      double[] row = Arrays.copyOf(data.features()[i], 12);
      row[10] = i == 8 ? 1 : 0;
      row[11] = 0.1;
      features[i] = row;
    }
    ElasticNetCV estimator =
        new ElasticNetCV()
            .setElasticNetParams(new double[] {elasticNetParam})
            .setRegParams(new double[] {10, 1, 0.1})
            .setNumFolds(FOLDS)
            .setFoldCol("fold")
            .setRefit("statistics");
    Dataset<Row> rows = LocalSpark.rows(features, data.label(), FOLDS, 2).cache();
    SweepResult gram = estimator.setEngine("gram").fit(rows).result();
    SweepResult mllib = estimator.setEngine("mllib").fit(rows).result();
    for (int step = 0; step < 3; step++) {
      CvCell ours = gram.validation().curves().get(0).cells().get(step);
      CvCell theirs = mllib.validation().curves().get(0).cells().get(step);
      assertThat(ours.cvm()).isCloseTo(theirs.cvm(), within(1e-6 * theirs.cvm()));
      assertThat(ours.fit().dense(12)[11]).isZero();
    }
    rows.unpersist();
  }
}
