package ridgeline.benchmark.table;

import static org.apache.spark.sql.functions.expr;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.data.DataException;
import ridgeline.data.TrainingRows;
import ridgeline.data.sql.ColumnNames;
import ridgeline.data.sql.SparkMessage;
import ridgeline.data.table.TrainingTable;
import scala.jdk.javaapi.CollectionConverters;

/** A table of Parquet files that has been read once and is known to be usable. */
public final class MeasuredTable {
  public static final FoldsConfig FOLDS = new FoldsConfig(10, List.of(), 42, null);

  private final SparkSession spark;
  private final ParquetTable source;
  private final TrainingTable training;
  private final List<String> names;
  private final TableFacts facts;

  private MeasuredTable(
      SparkSession spark,
      ParquetTable source,
      TrainingTable training,
      List<String> names,
      TableFacts facts) {
    this.spark = spark;
    this.source = source;
    this.training = training;
    this.names = names;
    this.facts = facts;
  }

  /**
   * Opens the files and reads their rows once.
   *
   * @param description one sentence about their content
   * @throws ConfigException if the columns do not match the files
   * @throws DataException if the files or their rows cannot be used
   */
  public static MeasuredTable open(SparkSession spark, ParquetTable source, String description)
      throws ConfigException, IOException {
    String[] files = openFiles(spark, source.path()).inputFiles();
    TrainingTable training = prepare(spark, source);
    training.requireValid();
    List<String> names = training.names();
    long bytes = 0;
    for (String file : files) {
      Path path = new Path(URI.create(file));
      bytes +=
          path.getFileSystem(spark.sparkContext().hadoopConfiguration())
              .getFileStatus(path)
              .getLen();
    }
    TableFacts facts =
        new TableFacts(
            training.read().orElseThrow(), names.size(), description, bytes, files.length);
    return new MeasuredTable(spark, source, training, names, facts);
  }

  private static Dataset<Row> openFiles(SparkSession spark, String path) {
    try {
      return spark.read().parquet(path);
    } catch (Exception e) {
      if (e instanceof AnalysisException || e instanceof IOException || e.getCause() != null) {
        throw new DataException(
            "--data %s cannot be read as Parquet: %s; check the path, or write the table as Parquet"
                .formatted(path, SparkMessage.firstLine(e)));
      }
      throw e;
    }
  }

  private static TrainingTable prepare(SparkSession spark, ParquetTable source)
      throws ConfigException {
    try {
      return TrainingTable.prepare(spark, config(source), FOLDS);
    } catch (ConfigException e) {
      throw new ConfigException(
          e.problems().stream()
              .map(
                  problem ->
                      new Problem(
                          problem.path().replaceFirst("^data\\.?", "--"), problem.message()))
              .toList());
    }
  }

  private static DataConfig config(ParquetTable source) {
    return new DataConfig(
        null,
        source.path(),
        "parquet",
        Map.of(),
        null,
        source.label(),
        null,
        null,
        source.numeric(),
        source.categorical(),
        1,
        List.of(),
        null,
        null,
        InvalidValuePolicy.FAIL,
        null);
  }

  /** Reads the table as a sweep does, from its files. */
  public TrainingTable prepare() throws ConfigException {
    return prepare(spark, source);
  }

  /** All columns of the files, lazily. */
  public Dataset<Row> files() {
    return openFiles(spark, source.path());
  }

  /** The columns of the files that the label and the features use. */
  public Dataset<Row> columnsOfFiles() {
    Dataset<Row> files = files();
    Column[] read =
        Stream.of(List.of(label()), numeric(), categorical())
            .flatMap(List::stream)
            .map(expression -> expr(expression))
            .toArray(Column[]::new);
    Iterable<Attribute> columns =
        CollectionConverters.asJava(files.select(read).queryExecution().analyzed().references());
    return files.select(
        StreamSupport.stream(columns.spliterator(), false)
            .map(column -> ColumnNames.quoted(column.name()))
            .toArray(Column[]::new));
  }

  /** Features and label as MLlib reads them; not cached. */
  Dataset<Row> vectors() {
    return training.rows().select(TrainingRows.FEATURES, TrainingRows.LABEL);
  }

  /** The four columns of {@link TrainingRows}. */
  public Dataset<Row> rows() {
    return training.rows();
  }

  public String label() {
    return source.label();
  }

  /** Expressions of the numeric features, with {@code *} expanded. */
  public List<String> numeric() {
    int levels =
        training.features().features().saved().stream()
            .filter(StringIndexerModel.class::isInstance)
            .flatMap(indexer -> Stream.of(((StringIndexerModel) indexer).labelsArray()))
            .mapToInt(labels -> labels.length)
            .sum();
    return new ArrayList<>(names.subList(0, names.size() - levels));
  }

  public List<String> categorical() {
    return source.categorical();
  }

  List<String> names() {
    return names;
  }

  public int features() {
    return names.size();
  }

  public TableFacts facts() {
    return facts;
  }

  /** Floating-point operations for the cross-products of features and label of a dense table. */
  public double passFlops() {
    return (double) facts.rows() * (features() + 1) * (features() + 2);
  }
}
