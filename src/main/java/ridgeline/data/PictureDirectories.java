package ridgeline.data;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.ArrayList;
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

/**
 * A directory with a directory of pictures for each class, {@code path/CLASS/*.png}.
 *
 * @param path the outer directory
 * @param classes names of the inner ones that have pictures, in their order
 */
record PictureDirectories(String path, List<String> classes) {
  PictureDirectories {
    classes = List.copyOf(classes);
  }

  /** Looks for such directories; without classes if there are none. */
  static PictureDirectories of(SparkSession spark, String path) {
    List<String> classes = new ArrayList<>();
    try {
      Path outer = new Path(path);
      FileSystem files = outer.getFileSystem(spark.sparkContext().hadoopConfiguration());
      for (FileStatus inner : files.listStatus(outer)) {
        if (inner.isDirectory() && hasPictures(files, inner.getPath())) {
          classes.add(inner.getPath().getName());
        }
      }
    } catch (IOException | RuntimeException e) {
      return new PictureDirectories(path, List.of()); // the reader of tables says what is wrong
    }
    return new PictureDirectories(path, classes.stream().sorted().toList());
  }

  private static boolean hasPictures(FileSystem files, Path directory) throws IOException {
    for (FileStatus file : files.listStatus(directory)) {
      if (Picture.isNamed(file.getPath().getName())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The pictures, with the columns {@link NetworkTable#INPUT}, {@link NetworkTable#LABEL} and
   * {@link NetworkTable#PROBLEM}.
   *
   * @param names of the classes, from 0 on, with all of {@link #classes}
   * @param shape channels, height and width
   */
  Dataset<Row> read(SparkSession spark, List<String> names, List<Integer> shape) {
    StructType schema =
        new StructType()
            .add(NetworkTable.INPUT, DataTypes.BinaryType)
            .add(NetworkTable.LABEL, DataTypes.DoubleType)
            .add(NetworkTable.PROBLEM, DataTypes.StringType);
    List<String> labels = List.copyOf(names);
    List<Integer> size = List.copyOf(shape);
    MapFunction<Row, Row> decode = file -> row(file.getString(0), file.getAs(1), labels, size);
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .load(FileTable.literal(spark, path))
        .filter(col("path").rlike(Picture.NAMES))
        .select("path", "content")
        .map(decode, Encoders.row(schema));
  }

  private static Row row(String path, byte[] content, List<String> labels, List<Integer> shape) {
    double label = labels.indexOf(new Path(path).getParent().getName());
    try {
      return RowFactory.create(Picture.pixels(content, path, shape), label, null);
    } catch (DataException e) {
      return RowFactory.create(new byte[0], label, e.getMessage());
    }
  }
}
