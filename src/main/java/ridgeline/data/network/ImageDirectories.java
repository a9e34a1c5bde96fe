package ridgeline.data.network;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
import org.jspecify.annotations.Nullable;
import ridgeline.data.DataException;

/**
 * A directory with one subdirectory of images per class, {@code path/CLASS/*.png}.
 *
 * @param path the outer directory, fully qualified
 * @param classes sorted names of the subdirectories that have images
 * @param others sorted files in the subdirectories that are not images by their names
 * @param empty empty images, which Spark skips, and broken links
 */
record ImageDirectories(
    String path, List<String> classes, List<String> others, List<String> empty) {
  public ImageDirectories {
    classes = List.copyOf(classes);
    others = others.stream().sorted().toList();
    empty = empty.stream().sorted().toList();
  }

  /**
   * Refuses images that would be skipped.
   *
   * @param empty as {@link #empty}
   * @throws DataException with the first of them
   */
  static void requireContent(List<String> empty) {
    if (!empty.isEmpty()) {
      int more = empty.size() - 1;
      throw new DataException(
          "%s is empty, or a broken link%s; replace it, or remove it"
              .formatted(
                  empty.get(0),
                  more == 0
                      ? ""
                      : ", and so %s %,d more".formatted(more == 1 ? "is" : "are", more)));
    }
  }

  /** A note on the files that are left out; empty if there are none. */
  String note() {
    return others.isEmpty()
        ? ""
        : "%,d files are left out because their names do not end with .png, .jpg, .jpeg, .gif or .bmp; the first is %s"
            .formatted(others.size(), others.get(0));
  }

  /** Finds such directories; has no classes if there are none. */
  static ImageDirectories of(SparkSession spark, String path) {
    List<String> classes = new ArrayList<>();
    List<String> others = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    try {
      Path given = new Path(path);
      FileSystem files = given.getFileSystem(spark.sparkContext().hadoopConfiguration());
      Path outer = files.makeQualified(given);
      for (FileStatus inner : files.listStatus(outer)) {
        String name = inner.getPath().getName();
        if (inner.isDirectory() && !isHidden(name)) {
          FileStatus[] listed = files.listStatus(inner.getPath());
          int before = empty.size();
          empty.addAll(emptyImages(inner.getPath(), listed));
          if (list(inner.getPath(), listed, others) || empty.size() > before) {
            classes.add(name);
          }
        }
      }
      return new ImageDirectories(
          outer.toString(), classes.stream().sorted().toList(), others, empty);
    } catch (IOException | RuntimeException e) {
      return new ImageDirectories(
          path, List.of(), List.of(), List.of()); // the reader of tables reports the error
    }
  }

  /** Whether Spark skips files of this name. */
  private static boolean isHidden(String name) {
    return name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
  }

  /**
   * Whether a directory has images; files that are not images by their names are added to {@code
   * others}.
   */
  private static boolean list(Path directory, FileStatus[] listed, List<String> others) {
    boolean found = false;
    for (FileStatus file : listed) {
      String name = file.getPath().getName();
      if (file.isFile() && !isHidden(name)) {
        if (EncodedImage.isNamed(name)) {
          found = true;
        } else {
          others.add(directory.getName() + "/" + name);
        }
      }
    }
    return found;
  }

  /**
   * Images in a directory that Spark would skip silently, by their full paths.
   *
   * @param listed the directory as listed by Hadoop
   */
  static List<String> emptyImages(Path directory, FileStatus[] listed) {
    List<String> empty = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (FileStatus file : listed) {
      String name = file.getPath().getName();
      known.add(name);
      if (file.isFile() && file.getLen() == 0 && EncodedImage.isNamed(name) && !isHidden(name)) {
        empty.add(file.getPath().toString());
      }
    }
    if ("file".equals(directory.toUri().getScheme())) { // Hadoop leaves out broken links
      String @Nullable [] names = new File(directory.toUri().getPath()).list();
      for (String name : names == null ? new String[0] : names) {
        if (!known.contains(name) && EncodedImage.isNamed(name) && !isHidden(name)) {
          empty.add(new Path(directory, name).toString());
        }
      }
    }
    return empty;
  }

  /**
   * The images, with the columns {@link NetworkTable#INPUT}, {@link NetworkTable#LABEL} and {@link
   * NetworkTable#PROBLEM}.
   *
   * @param names names of the classes, from 0, including all of {@link #classes}
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
          Path image = new Path(file.getString(0));
          int label = image.depth() == depth ? labels.indexOf(image.getParent().getName()) : -1;
          return row(file.getString(0), file.getAs(1), label, size);
        };
    return ImageFiles.contents(spark, path, true).map(decode, Encoders.row(schema));
  }

  /** The row of an image; the label -1 means no class. */
  private static Row row(String path, byte[] content, double label, List<Integer> shape) {
    try {
      if (label < 0) {
        throw new DataException(
            "%s is not in the directory of a class; move it to one, or remove it".formatted(path));
      }
      return RowFactory.create(EncodedImage.pixels(content, path, shape), label, null);
    } catch (DataException e) {
      return RowFactory.create(new byte[0], label, e.getMessage());
    }
  }
}
