package ridgeline.benchmark.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A dense table of doubles. The features {@code x0, x1, ...} are standard normal and equally
 * correlated through a common factor. The label {@code y} is a sum of some of them, with
 * coefficients of alternating sign from 1 down to e^-2, plus normal noise with a third of the sum's
 * variance.
 *
 * @param rows number of rows, at least 1
 * @param features number of features, at least 1
 * @param correlation correlation between any two features, in [0, 1)
 * @param relevant number of features that the label depends on, from 1 to {@code features}
 * @param seed with the same parameters, the same seed gives the same rows on every machine
 */
public record SyntheticTable(long rows, int features, double correlation, int relevant, long seed)
    implements TableSource, Serializable {
  static final String LABEL = "y";

  /** Number of independent random streams; each file contains several of them. */
  private static final int STREAMS = 256;

  private static final double DECAY = 2;
  private static final double SIGNAL_TO_NOISE = 3;

  /** A table with {@code factor} times as many rows. */
  public SyntheticTable times(int factor) {
    return new SyntheticTable(
        Math.multiplyExact(rows, factor), features, correlation, relevant, seed);
  }

  /** Names of the features, in the order of the columns. */
  List<String> names() {
    return IntStream.range(0, features).mapToObj(j -> "x" + j).toList();
  }

  /** One sentence about the table's content. */
  public String describe() {
    return "synthetic, equicorrelated normal features (%s), %d relevant, seed %d"
        .formatted(correlation, relevant, seed);
  }

  /**
   * Writes the rows as Parquet.
   *
   * @param path must not exist
   * @param files number of files, at most 256
   */
  public ParquetTable write(SparkSession spark, String path, int files) {
    JavaRDD<Row> table =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, STREAMS).boxed().toList(), STREAMS)
            .flatMap(this::rowsOf)
            .coalesce(Math.min(files, STREAMS));
    spark.createDataFrame(table, schema()).write().parquet(path);
    return new ParquetTable(path, LABEL, names(), List.of());
  }

  private StructType schema() {
    StructType schema = new StructType();
    for (String name : names()) {
      schema = schema.add(name, DataTypes.DoubleType);
    }
    return schema.add(LABEL, DataTypes.DoubleType);
  }

  private Iterator<Row> rowsOf(int stream) {
    SplittableRandom random = randomOf(stream);
    double[] coefficients = coefficients();
    double noise = noiseDeviation(coefficients);
    return LongStream.range(rows * stream / STREAMS, rows * (stream + 1) / STREAMS)
        .mapToObj(row -> row(random, coefficients, noise))
        .iterator();
  }

  private SplittableRandom randomOf(int stream) {
    SplittableRandom root = new SplittableRandom(seed);
    List<SplittableRandom> streams = new ArrayList<>();
    while (streams.size() <= stream) {
      streams.add(root.split());
    }
    return streams.get(stream);
  }

  private Row row(SplittableRandom random, double[] coefficients, double noise) {
    Object[] values = new Object[features + 1];
    double shared = Math.sqrt(correlation) * random.nextGaussian();
    double own = Math.sqrt(1 - correlation);
    double label = noise * random.nextGaussian();
    for (int j = 0; j < features; j++) {
      double value = shared + own * random.nextGaussian();
      values[j] = value;
      label += coefficients[j] * value;
    }
    values[features] = label;
    return RowFactory.create(values);
  }

  /** The relevant features are spread evenly. */
  private double[] coefficients() {
    double[] coefficients = new double[features];
    for (int k = 0; k < relevant; k++) {
      double size = Math.exp(-DECAY * k / relevant);
      coefficients[(int) ((long) k * features / relevant)] = k % 2 == 0 ? size : -size;
    }
    return coefficients;
  }

  private double noiseDeviation(double[] coefficients) {
    double sum = 0;
    double squares = 0;
    for (double coefficient : coefficients) {
      sum += coefficient;
      squares += coefficient * coefficient;
    }
    double signal = correlation * sum * sum + (1 - correlation) * squares;
    return Math.sqrt(signal / SIGNAL_TO_NOISE);
  }
}
