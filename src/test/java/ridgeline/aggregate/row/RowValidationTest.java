package ridgeline.aggregate.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.aggregate.LabelPass;
import ridgeline.data.DataException;
import ridgeline.spark.LocalSpark;

/** The messages about unusable rows. */
@Tag("spark")
class RowValidationTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITE = Double.NEGATIVE_INFINITY;
  private static final Vector SOUND = Vectors.dense(1, 2);
  private static final Row SOUND_ROW = LocalSpark.row(SOUND, 1, 1, 0);

  static Stream<Arguments> faults() {
    String label = "1 has a label that is null, NaN or infinite";
    String weight = "1 has a weight that is null, NaN, infinite or negative";
    String fold = "1 has a fold outside 0 to 1";
    String size = "1 has a feature vector whose size is not 2";
    return Stream.of(
        fault(SOUND, null, 1.0, 0, label),
        fault(SOUND, NAN, 1.0, 0, label),
        fault(SOUND, INFINITE, 1.0, 0, label),
        fault(SOUND, 1.0, null, 0, weight),
        fault(SOUND, 1.0, NAN, 0, weight),
        fault(SOUND, 1.0, Double.POSITIVE_INFINITY, 0, weight),
        fault(SOUND, 1.0, -1e-300, 0, weight),
        fault(SOUND, 1.0, 1.0, null, fold),
        fault(SOUND, 1.0, 1.0, -1, fold),
        fault(SOUND, 1.0, 1.0, 2, fold),
        fault(null, 1.0, 1.0, 0, "1 has a feature vector that is null"),
        fault(Vectors.dense(1), 1.0, 1.0, 0, size),
        fault(Vectors.dense(1, 2, 3), 1.0, 1.0, 0, size),
        fault(sparse(3, 2, 1), 1.0, 1.0, 0, size),
        fault(sparse(1, 0, 1), 1.0, 1.0, 0, size),
        fault(Vectors.dense(NAN, 2), 1.0, 1.0, 0, "1 has a value of x that is NaN or infinite"),
        fault(sparse(2, 1, INFINITE), 1.0, 1.0, 0, "1 has a value of z that is NaN or infinite"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyFaultIsNamed(Row row, String fault) {
    Dataset<Row> rows = LocalSpark.rows(List.of(SOUND_ROW, row), 1);
    assertRefused(rows, "of 2 rows, " + fault + "; fix them, or leave out such rows");
  }

  @Test
  void faultsOfAllPartitionsAreCounted() {
    Row noLabel = LocalSpark.row(SOUND, NAN, 1, 0);
    Row noValues = LocalSpark.row(Vectors.dense(NAN, INFINITE), 1, 1, 0);
    assertRefused(
        LocalSpark.rows(List.of(noLabel, SOUND_ROW, noLabel, noValues, SOUND_ROW, noLabel), 3),
        "of 6 rows, 3 have a label that is null, NaN or infinite, 1 has a value of x that is NaN or"
            + " infinite, 1 has a value of z that is NaN or infinite; fix them, or leave out such"
            + " rows");
  }

  @Test
  void noRowsAreRefused() {
    assertRefused(
        LocalSpark.rows(List.of(), 1), "there are no rows to fit; check the data and any filter");
  }

  @Test
  void onlyTheWeightOfARowOfWeightZeroIsRead() {
    Row absent = RowFactory.create(null, NAN, -0.0, 9);
    Dataset<Row> rows = LocalSpark.rows(List.of(SOUND_ROW, absent, absent), 2);
    for (RowValidation validation :
        List.of(
            LabelPass.collect(rows, 2, names(), 2).validation(),
            FoldStatistics.collect(rows, 2, names(), 2).validation())) {
      assertThat(validation.rows()).isEqualTo(3);
      assertThat(validation.zeroWeight()).isEqualTo(2);
    }
  }

  @Test
  void rowsOfWeightZeroAreNotCountedAsFaulty() {
    Row absent = LocalSpark.row(SOUND, NAN, 0, 0);
    Row noLabel = LocalSpark.row(SOUND, NAN, 1, 0);
    assertRefused(
        LocalSpark.rows(List.of(absent, noLabel, SOUND_ROW), 2),
        "of 2 rows, 1 has a label that is null, NaN or infinite; fix them, or leave out such rows");
  }

  private static void assertRefused(Dataset<Row> rows, String message) {
    assertThatThrownBy(() -> FoldStatistics.collect(rows, 2, names(), 2))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> LabelPass.collect(rows, 2, names(), 2))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
  }

  private static String[] names() {
    return new String[] {"x", "z"};
  }

  private static Arguments fault(
      @Nullable Vector features,
      @Nullable Double label,
      @Nullable Double weight,
      @Nullable Integer fold,
      String message) {
    return Arguments.of(RowFactory.create(features, label, weight, fold), message);
  }

  private static Vector sparse(int size, int index, double value) {
    return Vectors.sparse(size, new int[] {index}, new double[] {value});
  }
}
