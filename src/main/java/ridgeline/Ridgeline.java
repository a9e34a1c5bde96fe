package ridgeline;

import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.job.JobException;
import ridgeline.job.SweepCommand;
import ridgeline.job.run.Sessions;
import ridgeline.job.work.ModelPage;
import ridgeline.statistics.Statistics;
import ridgeline.statistics.StatisticsCollector;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.ElasticNetCVModel;

/**
 * What a program, a shell or a notebook calls: an estimator to fit, a job file to run, statistics
 * to open, and their reports.
 *
 * <pre>{@code
 * SparkSession spark = Ridgeline.session();
 * ElasticNetCVModel model = Ridgeline.elasticNetCV().setLabelCol("price").fit(rows);
 * String directory = Ridgeline.sweep("conf/sweep-diamonds.yaml");
 * Statistics statistics = Ridgeline.statistics(rows, "price", List.of("*"), List.of("cut"));
 * Ridgeline.show(model);
 * }</pre>
 */
public final class Ridgeline {
  private static final int CLUSTER_TIMEOUT_SECONDS = 120;

  private Ridgeline() {}

  /**
   * The session of this process, or a new one: on {@code spark.master} if that system property is
   * set, otherwise on all cores of this machine, where it only listens on 127.0.0.1.
   */
  public static SparkSession session() {
    if (System.getProperty(Sessions.MASTER) == null) {
      System.setProperty(Sessions.MASTER, "local[*]");
    }
    return Sessions.open(null, "ridgeline", CLUSTER_TIMEOUT_SECONDS);
  }

  /** An estimator with its default params. */
  public static ElasticNetCV elasticNetCV() {
    return new ElasticNetCV();
  }

  /**
   * Runs a sweep in {@link #session}.
   *
   * @param arguments as {@code jobs/sweep} takes them, such as {@code conf/sweep-diamonds.yaml},
   *     {@code --set}, {@code select.rule=1se}
   * @return the directory of its results; null if it has none, as with {@code --dry-run}
   * @throws JobException with one sentence if it fails
   */
  public static @Nullable String sweep(String... arguments) {
    return SweepCommand.run(session(), arguments).requireDone();
  }

  /**
   * Reads rows once, and once before if there are categories.
   *
   * @param label a column, or a Spark SQL expression
   * @param numeric columns or expressions; {@code *} for every number not used elsewhere
   * @param categorical columns or expressions
   * @throws IllegalArgumentException if an expression does not fit the rows
   * @throws ridgeline.data.DataException if the rows cannot be used
   */
  public static Statistics statistics(
      Dataset<?> rows, String label, List<String> numeric, List<String> categorical) {
    return new StatisticsCollector()
        .setLabel(label)
        .setNumeric(numeric.toArray(String[]::new))
        .setCategorical(categorical.toArray(String[]::new))
        .fit(rows);
  }

  /**
   * Opens statistics that were saved, or the store of {@code jobs/retrain} with all its partitions.
   *
   * @throws ridgeline.store.table.StoreException if there are none
   */
  public static Statistics statistics(String path) {
    session();
    return Statistics.load(path);
  }

  /** The report of a model as an HTML page that needs no network. */
  public static String report(ElasticNetCVModel model) {
    return new ModelPage().of(model, session());
  }

  /**
   * The report of a job as an HTML page that needs no network.
   *
   * @param directory of its results
   */
  public static String report(String directory) throws IOException {
    org.apache.hadoop.fs.Path page = new org.apache.hadoop.fs.Path(directory, "report.html");
    FileSystem files = page.getFileSystem(session().sparkContext().hadoopConfiguration());
    try (FSDataInputStream in = files.open(page)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Writes the report of a model to a new file, and opens it in a browser if this machine has a
   * screen.
   *
   * @return the file
   */
  public static Path show(ElasticNetCVModel model) throws IOException {
    return show(Files.writeString(Files.createTempFile("ridgeline-", ".html"), report(model)));
  }

  /**
   * Opens the report of a job in a browser if this machine has a screen.
   *
   * @param directory of its results, on this machine
   * @return the file of the report
   */
  public static Path show(String directory) throws IOException {
    return show(Path.of(directory, "report.html"));
  }

  private static Path show(Path page) throws IOException {
    if (!GraphicsEnvironment.isHeadless()
        && Desktop.isDesktopSupported()
        && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
      Desktop.getDesktop().browse(page.toUri());
    }
    return page;
  }
}
