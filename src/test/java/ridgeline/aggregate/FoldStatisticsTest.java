package ridgeline.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.Moments;

/** One pass over partitions gives the moments of each fold, for any form of vectors. */
@Tag("spark")
class FoldStatisticsTest {
  private static final int ROWS = 700;
  private static final int FEATURES = 6;
  private static final int FOLDS = 3;
  private static final String[] NAMES = {"a", "b", "c", "d", "e", "f"};
  private static final long SEED = 7;

  /** Sums of 700 terms in another order; all values are of order 1. */
  private static final double ROUNDING = 1e-10;

  /** How the rows hold their features. */
  enum Form {
    DENSE(0.9) {
      @Override
      Vector vectorOf(double[] values, int row) {
        return Vectors.dense(values);
      }
    },
    SPARSE(0.1) {
      @Override
      Vector vectorOf(double[] values, int row) {
        return Vectors.dense(values).toSparse();
      }
    },
    MOSTLY_DENSE_MIXED(0.9) {
      @Override
      Vector vectorOf(double[] values, int row) {
        return row % 2 == 0 ? Vectors.dense(values) : Vectors.dense(values).toSparse();
      }
    },
    MOSTLY_ZERO_MIXED(0.1) {
      @Override
      Vector vectorOf(double[] values, int row) {
        return row % 2 == 0 ? Vectors.dense(values) : Vectors.dense(values).toSparse();
      }
    };

    private final double density;

    Form(double density) {
      this.density = density;
    }

    abstract Vector vectorOf(double[] values, int row);

    /** Rows of random values; every 7th has weight 0. */
    List<Row> rows() {
      Random random = new Random(SEED);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        double[] values =
            IntStream.range(0, FEATURES)
                .mapToDouble(j -> random.nextDouble() < density ? j + random.nextGaussian() : 0)
                .toArray();
        double weight = i % 7 == 0 ? 0 : random.nextDouble();
        rows.add(
            LocalSpark.row(
                vectorOf(values, i), random.nextGaussian(), weight, random.nextInt(FOLDS)));
      }
      return rows;
    }
  }

  @ParameterizedTest
  @EnumSource
  void equalsSumsOverTheRowsOfEachFold(Form form) {
    FoldStatistics statistics = collect(LocalSpark.rows(form.rows(), 3));
    for (int fold = 0; fold < FOLDS; fold++) {
      assertSums(statistics.moments().heldOut(fold), form.rows(), fold);
    }
    assertThat(statistics.validation().rows()).isEqualTo(ROWS);
    assertThat(statistics.validation().zeroWeight()).isEqualTo(ROWS / 7);
  }

  @ParameterizedTest
  @EnumSource
  void thePartitioningDoesNotMatter(Form form) {
    Dataset<Row> rows = LocalSpark.rows(form.rows(), 2);
    assertClose(collect(rows.repartition(9)), collect(rows.coalesce(1)));
  }

  @Test
  void theOrderOfTheRowsDoesNotMatter() {
    List<Row> shuffled = new ArrayList<>(Form.DENSE.rows());
    Collections.shuffle(shuffled, new Random(SEED));
    assertClose(
        collect(LocalSpark.rows(shuffled, 2)), collect(LocalSpark.rows(Form.DENSE.rows(), 2)));
  }

  @Test
  void emptyPartitionsAddNothing() {
    Dataset<Row> rows = LocalSpark.rows(Form.DENSE.rows(), 1);
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    JavaRDD<Row> empty = context.parallelize(List.of(), 2);
    Dataset<Row> padded =
        LocalSpark.session()
            .createDataFrame(empty.union(rows.javaRDD()).union(empty), rows.schema());
    assertSameBits(collect(padded), collect(rows));
  }

  @Test
  void aFoldWithoutRowsIsEmpty() {
    Dataset<Row> rows = LocalSpark.rows(Form.SPARSE.rows(), 2).filter("fold <> 1");
    assertThat(collect(rows).moments().heldOut(1).rows()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void thePassRepeatsBitByBit(Form form) {
    Dataset<Row> rows = LocalSpark.rows(form.rows(), 5);
    assertSameBits(collect(rows), collect(rows));
  }

  @ParameterizedTest
  @EnumSource
  void executorsAndDriverMergeToTheSameBits(Form form) {
    Dataset<Row> rows = LocalSpark.rows(form.rows(), 5);
    FoldStatistics byExecutors = FoldStatistics.collect(rows, FEATURES, NAMES, FOLDS, 0);
    FoldStatistics byDriver = FoldStatistics.collect(rows, FEATURES, NAMES, FOLDS, Long.MAX_VALUE);
    assertSameBits(byExecutors, byDriver);
    assertThat(byExecutors.validation().rows()).isEqualTo(byDriver.validation().rows());
  }

  /** Tasks merge several folds each, of which some have no rows. */
  @Test
  void tasksMergeManyFoldsToTheSameBits() {
    int folds = 450;
    Dataset<Row> rows =
        LocalSpark.rows(Form.DENSE.rows(), 5)
            .withColumn("fold", functions.expr("INT(PMOD(HASH(label), 300)) + 100"));
    FoldStatistics byExecutors = FoldStatistics.collect(rows, FEATURES, NAMES, folds, 0);
    FoldStatistics byDriver = FoldStatistics.collect(rows, FEATURES, NAMES, folds, Long.MAX_VALUE);
    long filled = 0;
    for (int fold = 0; fold < folds; fold++) {
      Moments merged = byExecutors.moments().heldOut(fold);
      Moments expected = byDriver.moments().heldOut(fold);
      assertThat(merged.rows()).isEqualTo(expected.rows());
      assertThat(merged.means()).containsExactly(expected.means());
      assertThat(merged.crossProducts()).isEqualTo(expected.crossProducts());
      filled += merged.rows() > 0 ? 1 : 0;
    }
    assertThat(filled).isBetween(200L, 300L);
    assertThat(byDriver.moments().all().rows()).isEqualTo(ROWS - ROWS / 7);
    assertThat(byExecutors.validation().rows()).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @EnumSource
  void thePassOverLabelsAgrees(Form form) {
    Dataset<Row> rows = LocalSpark.rows(form.rows(), 3);
    FoldStatistics statistics = collect(rows);
    LabelPass labels = LabelPass.collect(rows, FEATURES, NAMES, FOLDS);
    for (int fold = 0; fold < FOLDS; fold++) {
      assertMoments(labels.folds().heldOut(fold), statistics.moments().heldOut(fold).labelOnly());
    }
    assertThat(labels.validation().rows()).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @EnumSource
  void theMarginalStatisticsAgree(Form form) {
    Dataset<Row> rows = LocalSpark.rows(form.rows(), 3);
    Moments all = collect(rows).moments().all();
    double unbiasedFactor = UnbiasedFactors.collect(rows, FOLDS)[FOLDS];
    MarginalStatistics margins =
        MarginalStatistics.collect(rows, all.labelOnly(), unbiasedFactor, NAMES);
    for (int j = 0; j < FEATURES; j++) {
      assertThat(margins.means()[j]).isCloseTo(all.mean(j), within(ROUNDING));
      assertThat(margins.deviations()[j]).isCloseTo(all.deviation(j), within(ROUNDING));
      assertThat(margins.covariances()[j]).isCloseTo(all.covariance(j, FEATURES), within(ROUNDING));
    }
  }

  private static FoldStatistics collect(Dataset<Row> rows) {
    return FoldStatistics.collect(rows, FEATURES, NAMES, FOLDS);
  }

  /** Compares moments with sums from two passes over the rows of a fold. */
  private static void assertSums(Moments moments, List<Row> rows, int fold) {
    double[] means = new double[FEATURES + 1];
    double[][] cross = new double[FEATURES + 1][FEATURES + 1];
    List<Row> held = rows.stream().filter(row -> row.getInt(3) == fold).toList();
    double weight = held.stream().mapToDouble(row -> row.getDouble(2)).sum();
    for (Row row : held) {
      for (int j = 0; j <= FEATURES; j++) {
        means[j] += row.getDouble(2) / weight * variable(row, j);
      }
    }
    for (Row row : held) {
      for (int i = 0; i <= FEATURES; i++) {
        for (int j = 0; j <= FEATURES; j++) {
          cross[i][j] +=
              row.getDouble(2) * (variable(row, i) - means[i]) * (variable(row, j) - means[j]);
        }
      }
    }
    assertThat(moments.weight()).isCloseTo(weight, within(ROUNDING));
    assertThat(moments.rows()).isEqualTo(held.stream().filter(r -> r.getDouble(2) > 0).count());
    for (int i = 0; i <= FEATURES; i++) {
      assertThat(moments.mean(i)).isCloseTo(means[i], within(ROUNDING));
      for (int j = 0; j <= FEATURES; j++) {
        assertThat(moments.crossProducts().get(i, j)).isCloseTo(cross[i][j], within(ROUNDING));
      }
    }
  }

  private static double variable(Row row, int j) {
    return j == FEATURES ? row.getDouble(1) : ((Vector) row.get(0)).apply(j);
  }

  private static void assertClose(FoldStatistics actual, FoldStatistics expected) {
    for (int fold = 0; fold < FOLDS; fold++) {
      assertMoments(actual.moments().heldOut(fold), expected.moments().heldOut(fold));
    }
  }

  private static void assertMoments(Moments actual, Moments expected) {
    assertThat(actual.rows()).isEqualTo(expected.rows());
    assertThat(actual.weight()).isCloseTo(expected.weight(), within(ROUNDING));
    for (int i = 0; i <= expected.features(); i++) {
      assertThat(actual.mean(i)).isCloseTo(expected.mean(i), within(ROUNDING));
      for (int j = 0; j <= i; j++) {
        assertThat(actual.crossProducts().get(i, j))
            .isCloseTo(expected.crossProducts().get(i, j), within(ROUNDING));
      }
    }
  }

  private static void assertSameBits(FoldStatistics actual, FoldStatistics expected) {
    for (int fold = 0; fold < FOLDS; fold++) {
      Moments ours = actual.moments().heldOut(fold);
      Moments theirs = expected.moments().heldOut(fold);
      assertThat(ours.rows()).isEqualTo(theirs.rows());
      assertThat(ours.weight()).isEqualTo(theirs.weight());
      assertThat(ours.crossProducts()).isEqualTo(theirs.crossProducts());
      for (int j = 0; j <= FEATURES; j++) {
        assertThat(ours.mean(j)).isEqualTo(theirs.mean(j));
      }
    }
  }
}
