package ridgeline.data.network;

import static org.apache.spark.sql.functions.col;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;

/** The four IDX files of MNIST and of data sets in its format, as a table. */
final class IdxSource {
  static final String TRAINING = "train";
  static final String TEST = "t10k";

  private static final StructType SCHEMA =
      new StructType()
          .add(NetworkTable.INPUT, DataTypes.BinaryType)
          .add(NetworkTable.LABEL, DataTypes.DoubleType)
          .add(NetworkTable.PROBLEM, DataTypes.StringType);

  private final SparkSession spark;
  private final String directory;

  IdxSource(SparkSession spark, String directory) {
    this.spark = spark;
    this.directory = directory;
  }

  /**
   * Channels, height and width of the images.
   *
   * @throws DataException if a file is missing or not IDX, or the test images have another size
   */
  List<Integer> shape() {
    List<Integer> training = shape(TRAINING);
    List<Integer> test = shape(TEST);
    if (!training.equals(test)) {
      throw new DataException(
          "the images of %s are %d x %d, but those of %s are %d x %d; download all files of the same set"
              .formatted(
                  name(TRAINING),
                  training.get(1),
                  training.get(2),
                  name(TEST),
                  test.get(1),
                  test.get(2)));
    }
    return training;
  }

  private List<Integer> shape(String set) {
    try (InputStream images = open(images(set));
        InputStream labels = open(labels(set))) {
      IdxImages header = new IdxImages(images, labels, name(set));
      return List.of(1, header.height(), header.width());
    } catch (FileNotFoundException e) {
      throw new DataException(
          "data.idx %s has no %s; apt-get install dataset-fashion-mnist puts the four files into"
                  .formatted(directory, SparkMessage.firstLine(e))
              + " /usr/share/datasets/fashion-mnist");
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(
          "data.idx %s cannot be read: %s".formatted(directory, SparkMessage.firstLine(e)));
    }
  }

  private InputStream open(String file) throws IOException {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    Path path = new Path(directory, file);
    FileSystem files = path.getFileSystem(configuration);
    if (!files.exists(path)) {
      throw new FileNotFoundException(file);
    }
    return files.open(path);
  }

  /**
   * Columns input, label and problem; one task decompresses the files, because gzip cannot be
   * split.
   */
  Dataset<Row> read(String set) {
    Dataset<Row> images = content(images(set), "images");
    Dataset<Row> labels = content(labels(set), "labels");
    String name = name(set);
    FlatMapFunction<Row, Row> unpack = files -> rows(files.getAs(0), files.getAs(1), name);
    return images.crossJoin(labels).flatMap(unpack, Encoders.row(SCHEMA));
  }

  private Dataset<Row> content(String file, String column) {
    return spark
        .read()
        .format("binaryFile")
        .load(new Path(directory, file).toString())
        .select(col("content").as(column));
  }

  /** If a file is damaged, the last row holds the problem. */
  private static Iterator<Row> rows(byte[] images, byte[] labels, String name) throws IOException {
    IdxImages unpacked;
    try {
      unpacked =
          new IdxImages(new ByteArrayInputStream(images), new ByteArrayInputStream(labels), name);
    } catch (DataException e) {
      return Collections.singleton(problem(e)).iterator();
    }
    return new Iterator<>() {
      private boolean failed;

      @Override
      public boolean hasNext() {
        return !failed && unpacked.hasNext();
      }

      @Override
      public Row next() {
        try {
          IdxImages.Image image = unpacked.next();
          return RowFactory.create(image.pixels(), (double) image.label(), null);
        } catch (DataException e) {
          failed = true;
          return problem(e);
        }
      }
    };
  }

  private static Row problem(DataException failure) {
    return RowFactory.create(null, null, failure.getMessage());
  }

  private String name(String set) {
    return "data.idx %s/%s-*".formatted(directory, set);
  }

  private static String images(String set) {
    return set + "-images-idx3-ubyte.gz";
  }

  private static String labels(String set) {
    return set + "-labels-idx1-ubyte.gz";
  }
}
