package ridgeline.data.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.secret.Redaction;
import ridgeline.data.DataException;
import ridgeline.data.network.ImageFiles;
import ridgeline.data.network.NetworkTable;
import ridgeline.data.source.FileTable;
import ridgeline.data.source.TableReader;
import ridgeline.data.sql.ColumnNames;

/**
 * Images to be classified by a trained network.
 *
 * @param input the input column of the network
 * @param scratch columns that exist only for the network
 */
public record ScoringInput(Dataset<Row> rows, String input, List<String> scratch) {
  /** The image column of a table for which none is given. */
  public static final String IMAGE = "image";

  /** The option that gives the image column. */
  public static final String COLUMN = "--column";

  /** The argument that gives the table. */
  private static final String SECTION = "DATA";

  private static final String PIXELS = "ridgeline_pixels";

  public ScoringInput {
    scratch = List.copyOf(scratch);
  }

  /**
   * Makes sure that columns can be added.
   *
   * @throws ConfigException if the rows already have columns of these names
   */
  public static void requireFree(Dataset<Row> rows, String... added) throws ConfigException {
    List<Problem> problems =
        Arrays.stream(added)
            .filter(name -> Arrays.stream(rows.columns()).anyMatch(name::equalsIgnoreCase))
            .map(name -> new Problem(SECTION, "already has a column %s; rename it".formatted(name)))
            .toList();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  /**
   * The images of a directory, or of a column of a table.
   *
   * @param shape channels, height and width
   * @param column the image column of a table; null for {@link #IMAGE}
   * @throws ConfigException if there is no such column, or a variable of the path is not set
   * @throws DataException if the table cannot be read
   */
  public static ScoringInput images(
      SparkSession spark,
      String path,
      @Nullable String format,
      Map<String, String> options,
      @Nullable String column,
      List<Integer> shape)
      throws ConfigException {
    if (format == null) {
      String location = new FileTable(path, null, options, SECTION).location(spark);
      if (ImageFiles.existIn(spark, location)) {
        refuseTableOptions(Redaction.location(path), options, column);
        return new ScoringInput(
            ImageFiles.read(spark, location, PIXELS, shape), PIXELS, List.of(PIXELS));
      }
    }
    Dataset<Row> rows = TableReader.open(spark, path, format, options, SECTION);
    List<Problem> problems = new ArrayList<>();
    String image = Objects.requireNonNullElse(column, IMAGE);
    NetworkTable.requireColumn(rows, COLUMN, image, NetworkTable::isImage, problems);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    boolean bytes = rows.schema().apply(image).dataType() == DataTypes.BinaryType;
    return bytes
        ? new ScoringInput(rows, image, List.of())
        : new ScoringInput(
            rows.withColumn(PIXELS, ColumnNames.quoted(image).cast("array<double>")),
            PIXELS,
            List.of(PIXELS));
  }

  /** Refuses what is only about tables. */
  private static void refuseTableOptions(
      String directory, Map<String, String> options, @Nullable String column)
      throws ConfigException {
    List<Problem> problems = new ArrayList<>();
    if (column != null) {
      problems.add(
          new Problem(
              COLUMN,
              "names the column of images of a table, but %s is a directory of images; leave it out"
                  .formatted(directory)));
    }
    if (!options.isEmpty()) {
      problems.add(
          new Problem(
              "--option",
              "is for the data source of a table, but %s is a directory of images; leave it out"
                  .formatted(directory)));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}
