package ridgeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.config.linear.RefitChoice;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.data.table.TrainingTable;
import ridgeline.select.CvCell;
import ridgeline.spark.LocalSpark;

/** The job files of the project, with and without early stopping. */
@Tag("spark")
class BundledSweepTest {
  @ParameterizedTest
  @ValueSource(strings = {"sweep-article.yaml", "sweep-diabetes.yaml", "sweep-diamonds.yaml"})
  void earlyStoppingChoosesTheCellOfTheExhaustiveSweep(String file)
      throws IOException, ConfigException {
    SweepConfig config =
        SweepConfigReader.read(Files.readString(Path.of("conf", file)), file, List.of());
    TrainingTable table =
        TrainingTable.prepare(LocalSpark.session(), config.data(), config.folds());
    Dataset<Row> rows = table.rows().cache();
    ElasticNetCV estimator =
        new ElasticNetCV().setFoldCol("fold").setEngine("gram").setRefit("statistics");
    SweepResult early = estimator.setEarlyStopping(true).fit(rows).result();
    SweepResult exhaustive = estimator.setEarlyStopping(false).fit(rows).result();
    ElasticNetCVModel refitted = estimator.setRefit("mllib").fit(rows);
    rows.unpersist();

    assertFinalModelIsTheCertifiedOne(refitted);
    assertSameCell(early.min(), exhaustive.min());
    assertSameCell(early.oneSe(), exhaustive.oneSe());
    assertThat(exhaustive.solvedCells()).isEqualTo(exhaustive.plannedCells());
    assertThat(exhaustive.plannedCells())
        .as("paths are extended")
        .isBetween(early.plannedCells(), 2 * 5_500L);
    assertThat(early.plannedCells()).isGreaterThanOrEqualTo(5_500);
    assertThat(early.notConverged()).isZero();
    if (file.equals("sweep-diabetes.yaml")) {
      assertThat(early.solvedCells())
          .as("the error of some paths rises")
          .isLessThan(exhaustive.solvedCells());
    }
  }

  /** Checks MLlib's refit, which for diamonds is the ridge that has the same minimum. */
  private static void assertFinalModelIsTheCertifiedOne(ElasticNetCVModel refitted) {
    SweepResult result = refitted.result();
    double[] certified = result.selected().fit().dense(result.features().names().size());
    for (int j = 0; j < certified.length; j++) {
      double unit = result.features().deviations()[j] / result.label().deviation();
      assertThat(refitted.regression().coefficients().apply(j) * unit)
          .as(result.features().names().get(j))
          .isCloseTo(certified[j] * unit, within(1e-6));
    }
    double intercept = result.selected().fit().intercept();
    assertThat(refitted.regression().intercept())
        .isCloseTo(intercept, within(1e-6 * (result.label().deviation() + Math.abs(intercept))));
    assertThat(result.refit().by()).isEqualTo(RefitChoice.MLLIB);
    assertThat(result.refit().difference()).isLessThan(1e-6);
  }

  private static void assertSameCell(CvCell early, CvCell exhaustive) {
    assertThat(early.elasticNetParam()).isEqualTo(exhaustive.elasticNetParam());
    assertThat(early.step()).isEqualTo(exhaustive.step());
  }
}
