package ridgeline.job.run;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.data.sql.SparkMessage;
import ridgeline.job.failure.UsageException;
import scala.Tuple2;

/** Opens the Spark session of a job, and makes sure that a cluster responds. */
public final class Sessions {
  /** The system property that a local session changes; whoever closes the session restores it. */
  public static final String TEMPORARY = "java.io.tmpdir";

  /** The system property of the master, which spark-submit sets. */
  public static final String MASTER = "spark.master";

  private Sessions() {}

  /**
   * Whether the process has a session already, such as a notebook's, which is not ours to close.
   */
  public static boolean isOpen() {
    return SparkSession.getDefaultSession().isDefined();
  }

  /**
   * Opens a session with the settings from spark-submit, unless there is one.
   *
   * @param given the session to use; null for that of this process, or a new one
   * @param timeoutSeconds how long a cluster may take to run a first task
   * @throws UsageException if no session can be opened
   */
  public static SparkSession open(
      @Nullable SparkSession given, String appName, int timeoutSeconds) {
    SparkSession spark = given == null ? open(appName) : given;
    learnSecrets(spark);
    if (!spark.sparkContext().isLocal()) {
      requireAnswer(spark, timeoutSeconds);
    }
    return spark;
  }

  private static SparkSession open(String appName) {
    try {
      SparkSession.Builder builder =
          SparkSession.builder()
              .appName(appName)
              // The statistics of many features exceed the default of 1g; the engine checks that
              // they fit.
              .config("spark.driver.maxResultSize", "0");
      if (!isOpen()) {
        SparkConf given = new SparkConf();
        String localIp = Objects.requireNonNullElse(System.getenv("SPARK_LOCAL_IP"), "");
        LocalNetwork.settings(given, localIp).forEach(builder::config);
        if (LocalNetwork.isLocal(given)) {
          String places = given.get("spark.local.dir", System.getProperty(TEMPORARY));
          String own = PrivateDirectories.in(places);
          builder.config("spark.local.dir", own);
          // Spark puts the artifacts of a session there, readable by everyone.
          System.setProperty(TEMPORARY, own.split(",", 2)[0]);
        }
      }
      SparkSession spark = builder.getOrCreate();
      spark.sparkContext().defaultParallelism();
      return spark;
    } catch (UsageException e) {
      throw e;
    } catch (Exception e) {
      String reason = SparkMessage.firstLine(rootOf(e));
      throw new UsageException(
          "Spark does not start on master %s: %s; %s"
              .formatted(
                  System.getProperty(MASTER, "(none)"),
                  reason,
                  reason.startsWith("System memory")
                      ? "give the driver more memory, such as -- --driver-memory 1g"
                      : "check that the master is up, its address, and the options after --"));
    }
  }

  /** Registers secrets so that no message quotes them. */
  private static void learnSecrets(SparkSession spark) {
    for (Tuple2<String, String> setting : spark.sparkContext().getConf().getAll()) {
      Redaction.learnSetting(setting._1(), setting._2());
    }
    System.getenv().forEach(Redaction::learnSetting);
  }

  private static Throwable rootOf(Throwable error) {
    Throwable root = error;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    return root;
  }

  private static void requireAnswer(SparkSession spark, int timeoutSeconds) {
    String master = spark.sparkContext().master();
    try {
      JavaFutureAction<Long> answer =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .parallelize(List.of(1), 1)
              .countAsync();
      answer.get(timeoutSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new UsageException(
          "the cluster %s ran no task within %d s; check that it is up and has free workers, or raise --cluster-timeout"
              .formatted(master, timeoutSeconds));
    } catch (ExecutionException | IllegalStateException e) {
      throw new UsageException(
          "the cluster %s cannot be used: %s; check that it is up and the address is right"
              .formatted(master, SparkMessage.firstLine(rootOf(e))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
