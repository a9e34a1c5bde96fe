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
 * @param path the outer directory, in full
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
      Path given = new Path(path);
      FileSystem files = given.getFileSystem(spark.sparkContext().hadoopConfiguration());
      Path outer = files.makeQualified(given);
      for (FileStatus inner : files.listStatus(outer)) {
        String name = inner.getPath().getName();
        if (inner.isDirectory() && !isHidden(name) && hasPictures(files, inner.getPath())) {
          classes.add(name);
        }
      }
      return new PictureDirectories(outer.toString(), classes.stream().sorted().toList());
    } catch (IOException | RuntimeException e) {
      return new PictureDirectories(path, List.of()); // the reader of tables says what is wrong
    }
  }

  /** Whether Spark skips what has this name where it lists files. */
  private static boolean isHidden(String name) {
    return name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
  }

  private static boolean hasPictures(FileSystem files, Path directory) throws IOException {
    for (FileStatus file : files.listStatus(directory)) {
      String name = file.getPath().getName();
      if (Picture.isNamed(name) && !isHidden(name)) {
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
    int depth = new Path(path).depth() + 2;
    MapFunction<Row, Row> decode =
        file -> {
          Path picture = new Path(file.getString(0));
          int label = picture.depth() == depth ? labels.indexOf(picture.getParent().getName()) : -1;
          return row(file.getString(0), file.getAs(1), label, size);
        };
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .load(FileTable.literal(spark, path))
        .filter(col("path").rlike(Picture.NAMES))
        .select("path", "content")
        .map(decode, Encoders.row(schema));
  }

  /** A picture of a class; of -1 for none. */
  private static Row row(String path, byte[] content, double label, List<Integer> shape) {
    try {
      if (label < 0) {
        throw new DataException(
            "%s is in no directory of a class; move it to one, or remove it".formatted(path));
      }
      return RowFactory.create(Picture.pixels(content, path, shape), label, null);
    } catch (DataException e) {
      return RowFactory.create(new byte[0], label, e.getMessage());
    }
  }
}
