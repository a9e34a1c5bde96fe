package ridgeline.data;

import static org.apache.spark.sql.functions.col;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;

/**
 * Rows that a trained network is to tell something of.
 *
 * @param input the column that goes into the network
 * @param scratch columns that are there only for that
 */
public record ScoredTable(Dataset<Row> rows, String input, List<String> scratch) {
  /** Where the table is given. */
  private static final String SECTION = "DATA";

  private static final String PIXELS = "ridgeline_pixels";
  private static final List<String> PICTURES = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");

  public ScoredTable {
    scratch = List.copyOf(scratch);
  }

  /**
   * Images: of a directory of pictures, or of a column of a table.
   *
   * @param shape channels, height and width
   * @param column of a table
   * @throws ConfigException if there is no such column
   * @throws DataException if the table cannot be read
   */
  public static ScoredTable images(
      SparkSession spark,
      String path,
      @Nullable String format,
      Map<String, String> options,
      String column,
      List<Integer> shape)
      throws ConfigException {
    if (format == null && isOfPictures(spark, path)) {
      return pictures(spark, path, shape);
    }
    Dataset<Row> rows = Source.open(spark, path, format, options, SECTION);
    List<Problem> problems = new ArrayList<>();
    NetworkTable.requireColumn(rows, "--column", column, NetworkTable::isImage, problems);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    boolean bytes = rows.schema().apply(column).dataType() == DataTypes.BinaryType;
    return bytes
        ? new ScoredTable(rows, column, List.of())
        : new ScoredTable(
            rows.withColumn(PIXELS, TrainingRows.quoted(column).cast("array<double>")),
            PIXELS,
            List.of(PIXELS));
  }

  private static boolean isOfPictures(SparkSession spark, String path) {
    try {
      org.apache.hadoop.fs.Path directory = new org.apache.hadoop.fs.Path(path);
      var files = directory.getFileSystem(spark.sparkContext().hadoopConfiguration());
      for (var status : files.globStatus(directory)) {
        for (var file : files.listStatus(status.getPath())) {
          String name = file.getPath().getName().toLowerCase(Locale.ROOT);
          if (PICTURES.stream().anyMatch(name::endsWith)) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException | RuntimeException e) {
      return false; // what is wrong with it, the reader of tables tells
    }
  }

  private static ScoredTable pictures(SparkSession spark, String path, List<Integer> shape) {
    StructType schema =
        new StructType().add("path", DataTypes.StringType).add(PIXELS, DataTypes.BinaryType);
    MapFunction<Row, Row> decode =
        file ->
            RowFactory.create(file.getString(0), pixels(file.getAs(1), file.getString(0), shape));
    Dataset<Row> files =
        spark
            .read()
            .format("binaryFile")
            .load(path)
            .filter(col("path").rlike("(?i)\\.(png|jpe?g|gif|bmp)$"))
            .select("path", "content");
    return new ScoredTable(files.map(decode, Encoders.row(schema)), PIXELS, List.of(PIXELS));
  }

  /** Grey as the eye sees it (ITU-R BT.601), or red, green and blue. */
  private static byte[] pixels(byte[] content, String path, List<Integer> shape) {
    BufferedImage image = picture(content, path);
    int channels = shape.get(0);
    int height = shape.get(1);
    int width = shape.get(2);
    if (image.getHeight() != height || image.getWidth() != width) {
      throw new DataException(
          "%s is %d x %d pixels, and the network takes %d x %d; make them alike"
              .formatted(path, image.getHeight(), image.getWidth(), height, width));
    }
    if (channels != 1 && channels != 3) {
      throw new DataException(
          "the network takes %d channels, and a picture such as %s has 1 or 3"
              .formatted(channels, path));
    }
    boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    byte[] pixels = new byte[channels * height * width];
    for (int k = 0; k < height * width; k++) {
      int rgb = grey ? grey(image, k % width, k / width) : image.getRGB(k % width, k / width);
      int red = rgb >> 16 & 0xFF;
      int green = rgb >> 8 & 0xFF;
      int blue = rgb & 0xFF;
      if (channels == 1) {
        pixels[k] = (byte) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
      } else {
        pixels[k] = (byte) red;
        pixels[height * width + k] = (byte) green;
        pixels[2 * height * width + k] = (byte) blue;
      }
    }
    return pixels;
  }

  private static BufferedImage picture(byte[] content, String path) {
    BufferedImage image = null;
    String reason = "";
    try {
      image = ImageIO.read(new ByteArrayInputStream(content));
    } catch (IOException | RuntimeException e) { // some readers of damaged files throw the latter
      reason = " (%s)".formatted(SparkMessage.firstLine(e));
    }
    if (image == null) {
      throw new DataException(
          "%s is no picture that Java reads%s; make it a PNG, or remove it"
              .formatted(path, reason));
    }
    return image;
  }

  /** A grey pixel as it is in the file; Java would take it for linear light. */
  private static int grey(BufferedImage image, int x, int y) {
    int white = (1 << image.getColorModel().getComponentSize(0)) - 1;
    int value = Math.round(255f * image.getRaster().getSample(x, y, 0) / white);
    return value << 16 | value << 8 | value;
  }

  /**
   * Features of a table.
   *
   * @param features stages that make the vector; null if it is a column of the table
   * @throws ConfigException if there is no such column
   * @throws DataException if the table cannot be read, or has no such columns
   */
  public static ScoredTable features(
      SparkSession spark,
      String path,
      @Nullable String format,
      Map<String, String> options,
      @Nullable PipelineModel features,
      String vector)
      throws ConfigException {
    Dataset<Row> rows = Source.open(spark, path, format, options, SECTION);
    List<String> before = List.of(rows.columns());
    List<Problem> problems = new ArrayList<>();
    if (features == null && !NetworkTable.hasColumn(rows, SECTION, vector, problems)) {
      throw new ConfigException(problems);
    }
    Dataset<Row> made = features == null ? rows : transform(rows, features);
    List<String> scratch =
        Arrays.stream(made.columns()).filter(name -> !before.contains(name)).toList();
    return new ScoredTable(made, vector, scratch);
  }

  /** Invalid values come out as they are, for the network to refuse them. */
  private static Dataset<Row> transform(Dataset<Row> rows, PipelineModel features)
      throws ConfigException {
    for (Transformer stage : features.stages()) {
      if (stage instanceof VectorAssembler assembler
          && assembler.getOutputCol().equals(ColumnFeatures.NUMERIC)) {
        assembler.setHandleInvalid("keep");
      }
    }
    try {
      return features.transform(rows);
    } catch (Exception e) { // checked in Scala, and thrown undeclared
      if (!(e instanceof AnalysisException)) {
        throw e;
      }
      throw new ConfigException(
          List.of(
              new Problem(
                  SECTION, "has not the columns of the training: " + SparkMessage.firstLine(e))));
    }
  }
}
