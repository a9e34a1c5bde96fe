package ridgeline.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.data.DataException;
import ridgeline.linalg.SymmetricMatrix;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;

/** Moments go through a table unchanged, and other tables are refused. */
@Tag("spark")
class MomentsTableTest {
  private static final FoldMoments MOMENTS =
      new FoldMoments(List.of(moments(3, 4.5, -0.1), moments(2, 0.3, 7), moments(5, 5, 1e-300)));

  private static final Dataset<Row> TABLE =
      MomentsTable.of(LocalSpark.session(), MOMENTS, List.of("a"));

  private static Moments moments(long rows, double weight, double mean) {
    return Moments.of(
        rows,
        weight,
        new double[] {mean, 2 * mean},
        SymmetricMatrix.ofPacked(2, new double[] {1, 0.1, 2}));
  }

  @Test
  void anyOrderOfTheRowsGivesTheSameMoments() {
    Dataset<Row> shuffled = TABLE.orderBy("weight");
    assertThat(MomentsTable.isOne(shuffled.schema())).isTrue();
    assertThat(MomentsTable.names(shuffled.schema())).containsExactly("a");
    FoldMoments read = MomentsTable.read(shuffled);
    for (int fold = 0; fold < 3; fold++) {
      assertThat(read.heldOut(fold).rows()).isEqualTo(MOMENTS.heldOut(fold).rows());
      assertThat(read.heldOut(fold).weight()).isEqualTo(MOMENTS.heldOut(fold).weight());
      assertThat(read.heldOut(fold).means()).isEqualTo(MOMENTS.heldOut(fold).means());
      assertThat(read.heldOut(fold).crossProducts())
          .isEqualTo(MOMENTS.heldOut(fold).crossProducts());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fold | fold + 1 AS fold | it has fold 3 among its 3 rows",
        "fold | 0 AS fold | it has fold 0 among its 3 rows",
        "fold | INT(NULL) AS fold | it has a null",
        "weight | -weight AS weight | fold 0 has 3 rows of weight -4.5",
        "weight | DOUBLE('NaN') AS weight | fold 0 has 3 rows of weight NaN",
        "rows | 0L AS rows | fold 0 has 0 rows of weight 4.5",
        "crossProducts | UNHEX('00') AS crossProducts | fold 0 has 1 bytes where 3 numbers",
        "weight | 1 AS w | it lacks one of the columns fold, rows, weight",
        "ridgelineMeans | UNHEX(REPEAT('7F', 16)) AS ridgelineMeans | it has no names of features",
      })
  void otherTablesAreRefused(String replaced, String by, String message) {
    Dataset<Row> other = TABLE.selectExpr("* EXCEPT (%s)".formatted(replaced), by);
    assertThatThrownBy(() -> MomentsTable.read(other))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("the table of moments cannot be used: " + message);
  }

  @Test
  void oneFoldIsRefused() {
    assertThatThrownBy(() -> MomentsTable.read(TABLE.filter("fold = 0")))
        .hasMessageContaining("it has 1 folds, but at least 2 are needed");
  }
}
