package ridgeline.job.work;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import ridgeline.config.ConfigWriter;
import ridgeline.config.Problem;
import ridgeline.config.data.PredictConfig;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.feature.ScoredCounts;
import ridgeline.data.score.ScoredFeatures;
import ridgeline.data.score.ScoringInput;
import ridgeline.data.source.TableReader;
import ridgeline.data.source.TableVersion;
import ridgeline.job.output.ModelFiles;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.summary.PredictSummary;
import ridgeline.model.LinearModel;
import ridgeline.model.ModelDirectory;
import ridgeline.model.ModelManifest;
import ridgeline.model.NetworkLabel;
import ridgeline.neural.model.NetworkModel;
import ridgeline.neural.model.Prediction;
import ridgeline.report.linear.PredictReport;

/** Scores rows with a linear model or a network. */
public final class PredictJob {
  private static final String PREDICTIONS = "predictions";

  /** The column of the features that a network scores. */
  private static final String VECTOR = "ridgeline_features";

  /** How predictions are written; the names are the values of the option. */
  public enum Format {
    parquet,
    json,
    csv
  }

  /**
   * The rows to score.
   *
   * @param path a query if {@code format} is {@link TableReader#QUERY}
   * @param format null to guess it
   * @param column of the images of a table; null if none is given
   */
  public record Input(
      String path, @Nullable String format, Map<String, String> options, @Nullable String column) {
    /** The settings as reported, without secrets. */
    PredictReport.Settings settings(Output output) {
      Map<String, String> redacted = new LinkedHashMap<>();
      options.forEach((key, value) -> redacted.put(key, Redaction.option(key, value)));
      return new PredictReport.Settings(
          format, redacted, columnOrDefault(), output.format().name(), output.partitionBy());
    }

    private String columnOrDefault() {
      return Objects.requireNonNullElse(column, ScoringInput.IMAGE);
    }

    private boolean isQuery() {
      return TableReader.QUERY.equals(format);
    }

    /** What is scored, without secrets. */
    String described() {
      return isQuery() ? Redaction.sql(path) : Redaction.location(path);
    }

    /** The location of the table, or what stands for a query. */
    String source() {
      return isQuery() ? "--sql" : path;
    }

    /** A hash that identifies the job that scores it. */
    public String hash(String model, Output output) {
      return ConfigWriter.hash(
          new PredictConfig(
              new PredictConfig.Model(model),
              new PredictConfig.Table(path, format, options),
              columnOrDefault(),
              output.format().name(),
              output.partitionBy()));
    }
  }

  /**
   * How predictions are written.
   *
   * @param partitionBy the columns of their directories; empty for one directory
   */
  public record Output(Format format, List<String> partitionBy) {}

  /**
   * A model that was read.
   *
   * @param sha256 of its manifest
   * @param linear null for a network
   * @param network null for a linear model
   * @param label how to predict the quantity of which a network's label is a function; null if the
   *     label is the quantity
   * @param features null for images
   */
  record Saved(
      String sha256,
      @Nullable LinearModel linear,
      @Nullable NetworkModel network,
      @Nullable NetworkLabel label,
      @Nullable FeatureDescription features) {}

  /**
   * Rows with predictions.
   *
   * @param features that were computed for them; null for images
   */
  private record Scored(Dataset<Row> rows, @Nullable ScoredFeatures features) {}

  private final SparkSession spark;
  private final ScoredModel model;
  private final Input input;
  private final Output output;
  private final PrintStream printed;

  /**
   * A job that has not run yet.
   *
   * @param printed where the summary is printed
   */
  public PredictJob(
      SparkSession spark, ScoredModel model, Input input, Output output, PrintStream printed) {
    this.spark = spark;
    this.model = model;
    this.input = input;
    this.output = output;
    this.printed = printed;
  }

  public void run(OutputDirectory out) throws ConfigException, IOException, InterruptedException {
    Instant started = Instant.now();
    Saved saved =
        ModelFiles.read(
            model.location(), spark.sparkContext().hadoopConfiguration(), PredictJob::readModel);
    Scored scored = score(saved);
    List<String> unwritten = output.format() == Format.csv ? withoutText(scored.rows()) : List.of();
    Dataset<Row> written =
        PredictionDirectories.of(
            scored.rows().drop(unwritten.toArray(String[]::new)), output.partitionBy());
    ScoredFeatures features = scored.features();
    long rows;
    if (features == null) {
      rows = writeCounted(written, out.directory(PREDICTIONS));
    } else {
      write(written, out.directory(PREDICTIONS));
      features.requireUsable();
      rows = features.counts().rows() - features.counts().unusable();
    }
    PredictReport report =
        new PredictReport(
            Redaction.location(model.location()),
            model.version(),
            saved.sha256(),
            input.described(),
            input.settings(output),
            rows,
            features == null ? 0 : features.counts().unusable(),
            features == null ? List.of() : inputs(features),
            List.of(written.columns()),
            JobProvenance.of(
                spark,
                started,
                input.hash(model.location(), output),
                0L,
                List.of(input.source()),
                input.isQuery() ? null : TableVersion.of(scored.rows()).orElse(null)));
    out.finish(report::writeTo);
    if (!unwritten.isEmpty()) {
      printed.printf(
          "csv cannot hold arrays, maps, structs or bytes, so these columns are left out: %s; --as json keeps them%n",
          Printable.line(String.join(", ", unwritten)));
    }
    PredictSummary.print(
        report, model.described(), Redaction.location(out.resolve(PREDICTIONS)), printed);
  }

  /**
   * Reads and checks a model.
   *
   * @throws IOException with one sentence if a file is damaged or the files are not from one model
   */
  static Saved readModel(ModelDirectory model) throws IOException {
    FeatureDescription features =
        model.has(FeatureDescription.FILE)
            ? FeatureDescription.read(model.read(FeatureDescription.FILE))
            : null;
    if (model.kind() == ModelManifest.Kind.LINEAR) {
      LinearModel linear = LinearModel.read(model.read(LinearModel.FILE));
      requireSize(features, linear.terms().size());
      return new Saved(model.sha256(), linear, null, null, features);
    }
    NetworkModel.Described described = NetworkModel.read(model.read(NetworkModel.DESCRIPTION));
    NetworkModel network = model.read(NetworkModel.PARAMETERS, described::with);
    if (!network.isOfImages()) {
      requireSize(features, network.input().get(0));
    }
    NetworkLabel label =
        model.has(NetworkLabel.FILE) ? NetworkLabel.read(model.read(NetworkLabel.FILE)) : null;
    return new Saved(model.sha256(), null, network, label, features);
  }

  private static void requireSize(@Nullable FeatureDescription features, int size)
      throws IOException {
    if (features == null) {
      throw new IOException("it has no " + FeatureDescription.FILE);
    }
    if (features.vector() == null && features.size() != size) {
      throw new IOException(
          "%s has %,d features, but the model has %,d"
              .formatted(FeatureDescription.FILE, features.size(), size));
    }
  }

  private Scored score(Saved model) throws ConfigException {
    LinearModel linear = model.linear();
    if (model.features() != null && input.column() != null) {
      throw new ConfigException(
          List.of(
              new Problem(
                  ScoringInput.COLUMN,
                  "only applies to models of images, and this is a %s; leave it out"
                      .formatted(linear == null ? "network of a table" : "linear model"))));
    }
    if (linear != null) {
      ScoredFeatures features = features(model, linear.terms().size());
      return new Scored(features.with(linear.columns(), linear.scorer()), features);
    }
    NetworkModel network = Objects.requireNonNull(model.network());
    if (network.isOfImages()) {
      ScoringInput table =
          ScoringInput.images(
              spark,
              input.path(),
              input.format(),
              input.options(),
              input.column(),
              network.input());
      Dataset<Row> predicted = Prediction.add(table.rows(), network, table.input());
      return new Scored(predicted.drop(table.scratch().toArray(String[]::new)), null);
    }
    ScoredFeatures features = features(model, network.input().get(0));
    Dataset<Row> predicted = Prediction.add(features, network, VECTOR).drop(VECTOR);
    NetworkLabel label = model.label();
    return new Scored(
        label == null ? predicted : NetworkInverse.add(predicted, label.inverse()), features);
  }

  private ScoredFeatures features(Saved model, int size) throws ConfigException {
    return ScoredFeatures.open(
        spark,
        input.path(),
        input.format(),
        input.options(),
        Objects.requireNonNull(model.features()),
        size);
  }

  private static List<PredictReport.Input> inputs(ScoredFeatures features) {
    ScoredCounts counts = features.counts();
    List<PredictReport.Input> inputs = new ArrayList<>();
    List<String> names = features.inputs();
    for (int i = 0; i < names.size(); i++) {
      inputs.add(
          new PredictReport.Input(
              names.get(i), counts.invalidOf(i), counts.unseenOf(i), counts.exampleOf(i)));
    }
    counts
        .overflows()
        .forEach((product, rows) -> inputs.add(new PredictReport.Input(product, rows, 0, null)));
    return inputs;
  }

  /** Writes rows, and counts them, which takes a step that Spark generates no code for. */
  private long writeCounted(Dataset<Row> rows, String path) throws InterruptedException {
    Observation observation = new Observation();
    write(rows.observe(observation, count(lit(1)).as("rows")), path);
    return (Long) Objects.requireNonNull(observation.getAsJava().get("rows"));
  }

  private void write(Dataset<Row> rows, String path) {
    rows.write()
        .format(output.format().name())
        .option("header", true)
        .partitionBy(output.partitionBy().toArray(String[]::new))
        .save(path);
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
}
