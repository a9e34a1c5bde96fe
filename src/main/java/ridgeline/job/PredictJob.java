package ridgeline.job;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.data.ScoredTable;
import ridgeline.data.SparkMessage;
import ridgeline.neural.NetworkModel;
import ridgeline.neural.Prediction;
import ridgeline.report.PredictReport;

/** Lets a trained network tell something of rows. */
final class PredictJob {
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

  void run(OutputDirectory out) throws ConfigException, IOException {
    Instant started = Instant.now();
    NetworkModel model = model();
    ScoredTable table = table(model);
    Dataset<Row> told =
        Prediction.add(table.rows(), model, table.input())
            .drop(table.scratch().toArray(String[]::new));
    out.requireOwned();
    write(told, out.resolve(PREDICTIONS));
    long rows = spark.read().format(format.name()).load(out.resolve(PREDICTIONS)).count();
    PredictReport report =
        new PredictReport(
            location,
            input.path(),
            rows,
            List.of(told.columns()),
            JobProvenance.of(spark, started, "", 0, List.of(input.path())));
    out.finish("predict.json", report::writeTo);
    System.out.printf("%,d rows, predictions written to %s%n", rows, out.resolve(PREDICTIONS));
  }

  private void write(Dataset<Row> told, String path) {
    Dataset<Row> written =
        format == Format.csv ? told.drop(withoutText(told).toArray(String[]::new)) : told;
    written.write().format(format.name()).option("header", true).save(path);
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
        || type.typeName().equals("vector");
  }

  private ScoredTable table(NetworkModel model) throws ConfigException {
    if (model.isOfImages()) {
      return ScoredTable.images(
          spark, input.path(), input.format(), input.options(), input.column(), model.input());
    }
    PipelineModel features = PipelineModel.load(new Path(location, TrainJob.FEATURES).toString());
    return ScoredTable.features(
        spark, input.path(), input.format(), input.options(), features, model.vector());
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
