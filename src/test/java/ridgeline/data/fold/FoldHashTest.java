package ridgeline.data.fold;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.spark.LocalSpark;

@Tag("spark")
class FoldHashTest {
  private static final int ROWS = 500;
  private static final double[] SPECIAL = {0.0, -0.0, Double.NaN, Double.MIN_VALUE, 1e308, -1};
  private static final List<String> LEVELS = List.of("", "a", "Ä", "𝛽", "two words");
  private static final StructType COLUMNS =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("x", DataTypes.DoubleType)
          .add("y", DataTypes.DoubleType)
          .add("k", DataTypes.StringType);

  @ParameterizedTest
  @CsvSource({"42, 5", "0, 2", "-9000000000, 10000"})
  void rowsInMemoryAreAssignedAsBySpark(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] x = random.doubles(ROWS).toArray();
    System.arraycopy(SPECIAL, 0, x, 0, SPECIAL.length);
    double[] y = random.doubles(ROWS, -1e9, 1e9).toArray();
    int[] codes = random.ints(ROWS, -1, LEVELS.size()).toArray();
    FoldHash hash = new FoldHash(seed, count);

    FoldHash.Rows inMemory = new FoldHash.Rows(ROWS);
    inMemory.start(ROWS);
    inMemory.add(x);
    inMemory.add(y);
    inMemory.add(codes, LEVELS.stream().map(UTF8String::fromString).toList());
    int[] folds = new int[ROWS];
    inMemory.assign(hash, folds);

    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(RowFactory.create(i, x[i], y[i], codes[i] < 0 ? null : LEVELS.get(codes[i])));
    }
    int[] bySpark = new int[ROWS];
    LocalSpark.session()
        .createDataFrame(rows, COLUMNS)
        .select(col("id"), hash.of(List.of(col("x"), col("y"), col("k"))))
        .collectAsList()
        .forEach(row -> bySpark[row.getInt(0)] = row.getInt(1));
    assertThat(folds).containsExactly(bySpark);
    assertThat(IntStream.of(folds).distinct().count()).isGreaterThan(1);
  }
}
