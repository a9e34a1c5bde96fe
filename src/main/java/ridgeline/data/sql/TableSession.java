package ridgeline.data.sql;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;

/**
 * Sessions for reading the tables of jobs, which leave the settings of other sessions unchanged.
 */
public final class TableSession {
  /** Spark's default, a task for each directory, takes longer to start than to run. */
  private static final String ALL_AT_ONCE = "10000";

  private static final int LISTING_TASKS_A_CORE = 8;

  private TableSession() {}

  /**
   * A session with the catalog, views and settings of another, but without Spark's substitution of
   * variables in SQL, which reads the environment and the settings.
   *
   * @param timeZone the time zone in which expressions read and write times; null for the session's
   */
  public static SparkSession of(SparkSession spark, @Nullable String timeZone) {
    SparkSession own = ((org.apache.spark.sql.classic.SparkSession) spark).cloneSession();
    String listing = SQLConf.PARALLEL_PARTITION_DISCOVERY_PARALLELISM().key();
    if (own.conf().get(listing).equals(ALL_AT_ONCE)) {
      int tasks = LISTING_TASKS_A_CORE * spark.sparkContext().defaultParallelism();
      own.conf().set(listing, String.valueOf(tasks));
    }
    own.conf().set(SQLConf.VARIABLE_SUBSTITUTE_ENABLED().key(), "false");
    if (timeZone != null) {
      own.conf().set(SQLConf.SESSION_LOCAL_TIMEZONE().key(), timeZone);
    }
    return own;
  }
}
