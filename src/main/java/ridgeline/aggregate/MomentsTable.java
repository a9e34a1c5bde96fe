package ridgeline.aggregate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import ridgeline.config.Limits;
import ridgeline.data.DataException;
import ridgeline.linalg.SymmetricMatrix;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;

/**
 * The moments of folds as rows of Spark, so that statistics can go wherever a DataFrame can. Each
 * row is a fold, in any order: its number from 0, the number of its rows of positive weight, the
 * sum of their weights, and, as little-endian doubles, the weighted means of the features and of
 * the label, and the upper triangle of the weighted sums of products of deviations from them, row
 * by row. The column of the means has the names of the features in its metadata.
 */
public final class MomentsTable {
  /** A column of no other table. */
  private static final String MEANS = "ridgelineMeans";

  private static final String FEATURES = "features";

  private static final StructType SCHEMA = schema(Metadata.empty());

  private MomentsTable() {}

  private static StructType schema(Metadata ofMeans) {
    return new StructType()
        .add("fold", DataTypes.IntegerType, false)
        .add("rows", DataTypes.LongType, false)
        .add("weight", DataTypes.DoubleType, false)
        .add(MEANS, DataTypes.BinaryType, false, ofMeans)
        .add("crossProducts", DataTypes.BinaryType, false);
  }

  /** The schema of the moments of some features. */
  public static StructType schema(List<String> names) {
    return schema(
        new MetadataBuilder().putStringArray(FEATURES, names.toArray(String[]::new)).build());
  }

  /**
   * The table of moments, of which each fold is predicted from all others.
   *
   * @param names of the features
   */
  public static Dataset<Row> of(SparkSession spark, FoldMoments moments, List<String> names) {
    List<Row> rows =
        IntStream.range(0, moments.count())
            .mapToObj(fold -> row(fold, moments.heldOut(fold)))
            .toList();
    return spark.createDataFrame(rows, schema(names));
  }

  private static Row row(int fold, Moments moments) {
    return RowFactory.create(
        fold,
        moments.rows(),
        moments.weight(),
        bytes(moments.means()),
        bytes(moments.crossProducts().packed()));
  }

  /** Whether a table is one of moments. */
  public static boolean isOne(StructType schema) {
    return Arrays.asList(schema.fieldNames()).contains(MEANS);
  }

  /**
   * The names of the features.
   *
   * @throws DataException if there are none
   */
  public static List<String> names(StructType schema) {
    Metadata metadata = schema.apply(MEANS).metadata();
    if (!metadata.contains(FEATURES)) {
      throw unusable("it has no names of features");
    }
    return List.of(metadata.getStringArray(FEATURES));
  }

  /**
   * Reads a table.
   *
   * @throws DataException if it is not one of the moments of any folds
   */
  public static FoldMoments read(Dataset<?> table) {
    List<String> names = names(table.schema());
    String[] columns = SCHEMA.fieldNames();
    if (!Arrays.asList(table.columns()).containsAll(List.of(columns))) {
      throw unusable("it lacks one of the columns " + String.join(", ", columns));
    }
    List<Row> rows = table.toDF().selectExpr(casts()).takeAsList(Limits.MAX_FOLDS + 1);
    Moments[] folds = new Moments[rows.size()];
    for (Row row : rows) {
      if (row.anyNull()) {
        throw unusable("it has a null");
      }
      int fold = row.getInt(0);
      if (fold < 0 || fold >= folds.length || folds[fold] != null) {
        throw unusable(
            "it has fold %d among its %,d rows, which should be numbered from 0"
                .formatted(fold, folds.length));
      }
      folds[fold] = moments(row, names.size() + 1);
    }
    if (folds.length < 2) {
      throw unusable("it has %d folds, but at least 2 are needed".formatted(folds.length));
    }
    return new FoldMoments(List.of(folds));
  }

  private static String[] casts() {
    return Arrays.stream(SCHEMA.fields())
        .map(field -> "CAST(%s AS %s)".formatted(field.name(), field.dataType().sql()))
        .toArray(String[]::new);
  }

  private static Moments moments(Row row, int variables) {
    try {
      return Moments.of(
          row.getLong(1),
          row.getDouble(2),
          doubles((byte[]) row.get(3), variables),
          SymmetricMatrix.ofPacked(
              variables, doubles((byte[]) row.get(4), SymmetricMatrix.packedLength(variables))));
    } catch (IllegalArgumentException e) {
      throw unusable("fold %d %s".formatted(row.getInt(0), e.getMessage()));
    }
  }

  private static DataException unusable(String reason) {
    return new DataException("the table of moments cannot be used: " + reason);
  }

  private static byte[] bytes(double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(Double.BYTES, values.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }

  private static double[] doubles(byte[] bytes, int count) {
    if (bytes.length != (long) Double.BYTES * count) {
      throw new IllegalArgumentException(
          "has %,d bytes where %,d numbers are expected".formatted(bytes.length, count));
    }
    double[] values = new double[count];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }
}
