package ridgeline.data.network;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import ridgeline.data.DataException;
import ridgeline.data.source.FileTable;

/** Image files in one directory, without classes. */
public final class ImageFiles {
  private ImageFiles() {}

  /**
   * Whether a directory has image files; false if it cannot be read, which the reader of tables
   * reports.
   *
   * @throws DataException if one of the images is empty
   */
  public static boolean existIn(SparkSession spark, String path) {
    try {
      Path directory = new Path(FileTable.literal(spark, path));
      FileSystem files = directory.getFileSystem(spark.sparkContext().hadoopConfiguration());
      boolean found = false;
      for (FileStatus status : files.globStatus(directory)) {
        FileStatus[] listed = files.listStatus(status.getPath());
        ImageDirectories.requireContent(ImageDirectories.emptyImages(status.getPath(), listed));
        for (FileStatus file : listed) {
          found |= EncodedImage.isNamed(file.getPath().getName());
        }
      }
      return found;
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Decodes the images: columns {@code path} and {@code pixels}, see {@link EncodedImage#pixels}.
   *
   * @param pixels the name of the column of pixels
   * @param shape channels, height and width
   */
  public static Dataset<Row> read(
      SparkSession spark, String path, String pixels, List<Integer> shape) {
    StructType schema =
        new StructType().add("path", DataTypes.StringType).add(pixels, DataTypes.BinaryType);
    List<Integer> size = List.copyOf(shape);
    MapFunction<Row, Row> decode =
        file ->
            RowFactory.create(
                file.getString(0), EncodedImage.pixels(file.getAs(1), file.getString(0), size));
    return contents(spark, path, false).map(decode, Encoders.row(schema));
  }

  /**
   * The files that are images by their names: columns {@code path} and {@code content}.
   *
   * @param recursive whether those in inner directories are read, too
   */
  static Dataset<Row> contents(SparkSession spark, String path, boolean recursive) {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", recursive)
        .load(FileTable.literal(spark, path))
        .filter(col("path").rlike(EncodedImage.NAMES))
        .select("path", "content");
  }
}
