package ridgeline.benchmark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.spark.LocalSpark;

@Tag("spark")
class SyntheticTableTest {
  private static final SyntheticTable TABLE = new SyntheticTable(20_000, 5, 0.5, 2, 7);

  /** Five standard errors of a mean or correlation over 20,000 rows. */
  private static final double SAMPLING = 0.035;

  private Path directory;

  @BeforeEach
  void makeDirectory(@TempDir Path made) {
    directory = made;
  }

  private Dataset<Row> write(SyntheticTable table, String name, int files) {
    String path = directory.resolve(name).toString();
    assertThat(table.write(LocalSpark.session(), path, files))
        .isEqualTo(new ParquetTable(path, "y", table.names(), List.of()));
    return LocalSpark.session().read().parquet(path);
  }

  private static Stream<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted();
  }

  @Test
  void hasTheRequestedRowsColumnsAndFiles() {
    Dataset<Row> rows = write(TABLE, "t", 4);
    assertThat(rows.columns()).containsExactly("x0", "x1", "x2", "x3", "x4", "y");
    assertThat(rows.count()).isEqualTo(20_000);
    assertThat(rows.inputFiles()).hasSize(4);
  }

  @Test
  void featuresAreStandardNormalWithTheCorrelation() {
    Dataset<Row> rows = write(TABLE, "t", 4).cache();
    Row moments = rows.selectExpr("avg(x1)", "var_pop(x1)", "avg(x4)", "var_pop(x4)").first();
    assertThat(moments.getDouble(0)).isCloseTo(0, within(SAMPLING));
    assertThat(moments.getDouble(1)).isCloseTo(1, within(2 * SAMPLING));
    assertThat(moments.getDouble(2)).isCloseTo(0, within(SAMPLING));
    assertThat(moments.getDouble(3)).isCloseTo(1, within(2 * SAMPLING));
    assertThat(rows.stat().corr("x0", "x1")).isCloseTo(0.5, within(SAMPLING));
    assertThat(rows.stat().corr("x2", "x4")).isCloseTo(0.5, within(SAMPLING));
    rows.unpersist();
  }

  @Test
  void theLabelDependsOnTheRelevantFeatures() {
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(TABLE.names().toArray(String[]::new))
            .setOutputCol("features")
            .transform(write(TABLE, "t", 4));
    LinearRegressionModel fit = new LinearRegression().setLabelCol("y").fit(rows);
    double[] expected = {1, 0, -Math.exp(-1), 0, 0};
    for (int j = 0; j < expected.length; j++) {
      assertThat(fit.coefficients().apply(j)).as("x" + j).isCloseTo(expected[j], within(SAMPLING));
    }
    assertThat(fit.summary().r2()).isCloseTo(0.75, within(SAMPLING));
  }

  @Test
  void isReproducibleForAnyNumberOfFiles() {
    SyntheticTable small = new SyntheticTable(1_001, 3, 0, 1, 7);
    List<String> rows = sorted(write(small, "a", 4)).toList();
    assertThat(rows).hasSize(1_001).doesNotHaveDuplicates();
    assertThat(sorted(write(small, "b", 4))).containsExactlyElementsOf(rows);
    assertThat(sorted(write(small, "c", 1))).containsExactlyElementsOf(rows);
    SyntheticTable other = new SyntheticTable(1_001, 3, 0, 1, 8);
    assertThat(sorted(write(other, "d", 4))).doesNotContainAnyElementsOf(rows);
  }
}
