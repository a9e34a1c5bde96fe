package ridgeline.job;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Printable;
import ridgeline.config.Redaction;
import ridgeline.data.ScoredTable;
import ridgeline.data.SparkMessage;
import ridgeline.neural.NetworkModel;
import ridgeline.neural.Prediction;
import ridgeline.report.PredictReport;

/** Lets a trained network tell something of rows. */
final class PredictJob {
  private static final JsonMapper JSON = new JsonMapper();

  /** The package of the stages that a training makes of its features. */
  private static final String SPARK_STAGES = "org.apache.spark.ml.";

  private static final String PREDICTIONS = "predictions";

  /** How predictions are written; the names are what the command line takes. */
  enum Format {
    parquet,
    json,
    csv
  }

  /**
   * What is to be told of.
   *
   * @param format null to guess it
   * @param column of the images of a table
   */
  record Input(String path, @Nullable String format, Map<String, String> options, String column) {}

  private final SparkSession spark;
  private final String location;
  private final Input input;
  private final Format format;

  PredictJob(SparkSession spark, String location, Input input, Format format) {
    this.spark = spark;
    this.location = location;
    this.input = input;
    this.format = format;
  }

  void run(OutputDirectory out) throws ConfigException, IOException, InterruptedException {
    Instant started = Instant.now();
    NetworkModel model = model();
    ScoredTable table = table(model);
    Dataset<Row> told =
        Prediction.add(table.rows(), model, table.input())
            .drop(table.scratch().toArray(String[]::new));
    Dataset<Row> written =
        format == Format.csv ? told.drop(withoutText(told).toArray(String[]::new)) : told;
    long rows = write(written, out.directory(PREDICTIONS));
    PredictReport report =
        new PredictReport(
            Redaction.location(location),
            Redaction.location(input.path()),
            rows,
            List.of(written.columns()),
            JobProvenance.of(spark, started, "", 0, List.of(input.path())));
    out.finish(report::writeTo);
    System.out.printf(
        "%,d rows, predictions written to %s%n",
        rows, Printable.line(Redaction.location(out.resolve(PREDICTIONS))));
  }

  /** Writes rows, and counts them. */
  private long write(Dataset<Row> rows, String path) throws InterruptedException {
    Observation observation = new Observation();
    rows.observe(observation, count(lit(1)).as("rows"))
        .write()
        .format(format.name())
        .option("header", true)
        .save(path);
    return (Long) Objects.requireNonNull(observation.getAsJava().get("rows"));
  }

  /** Columns that a csv file cannot hold. */
  private static List<String> withoutText(Dataset<Row> rows) {
    return Arrays.stream(rows.schema().fields())
        .filter(field -> isWithoutText(field.dataType()))
        .map(field -> field.name())
        .toList();
  }

  private static boolean isWithoutText(DataType type) {
    return type instanceof ArrayType
        || type instanceof BinaryType
        || type instanceof MapType
        || type instanceof StructType
        || type.typeName().equals("vector");
  }

  private ScoredTable table(NetworkModel model) throws ConfigException, IOException {
    if (model.isOfImages()) {
      return ScoredTable.images(
          spark, input.path(), input.format(), input.options(), input.column(), model.input());
    }
    return ScoredTable.features(
        spark, input.path(), input.format(), input.options(), features(), model.vector());
  }

  /** The stages that make the vector; null if it was a column of the table. */
  private @Nullable PipelineModel features() throws IOException {
    Path directory = new Path(location, TrainJob.FEATURES);
    try (FileSystem files = Storage.open(directory, spark.sparkContext().hadoopConfiguration())) {
      if (!files.exists(directory)) {
        return null;
      }
      requireSparkStages(files, directory);
      return PipelineModel.load(directory.toString());
    }
  }

  /** Loading a stage runs the class that its metadata names. */
  private void requireSparkStages(FileSystem files, Path directory) throws IOException {
    RemoteIterator<LocatedFileStatus> all = files.listFiles(directory, true);
    while (all.hasNext()) {
      Path file = all.next().getPath();
      if (file.getParent().getName().equals("metadata") && file.getName().startsWith("part-")) {
        try (InputStream metadata = files.open(file)) {
          String stage = JSON.readTree(metadata).path("class").asText();
          if (!stage.startsWith(SPARK_STAGES)) {
            throw new UsageException(
                "the model %s names the class %s, and only those of Spark's ML are loaded; give the model/ that jobs/train wrote"
                    .formatted(location, stage));
          }
        }
      }
    }
  }

  private NetworkModel model() {
    try {
      Path directory = new Path(location);
      try (FileSystem files = Storage.open(directory, spark.sparkContext().hadoopConfiguration());
          InputStream description = files.open(new Path(directory, NetworkModel.DESCRIPTION));
          InputStream parameters = files.open(new Path(directory, NetworkModel.PARAMETERS))) {
        return NetworkModel.read(description, parameters);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          "the model %s cannot be read: %s; give the model/ that jobs/train wrote"
              .formatted(location, SparkMessage.firstLine(e)));
    }
  }
}
