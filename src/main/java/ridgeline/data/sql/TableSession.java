package ridgeline.data.sql;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;

/**
 * Sessions for reading the tables of jobs, which leave the settings of other sessions unchanged.
 */
public final class TableSession {
  private TableSession() {}

  /**
   * A session with the catalog, views and settings of another, but without Spark's substitution of
   * variables in SQL, which reads the environment and the settings.
   *
   * @param timeZone the time zone in which expressions read and write times; null for the session's
   */
  public static SparkSession of(SparkSession spark, @Nullable String timeZone) {
    SparkSession own = ((org.apache.spark.sql.classic.SparkSession) spark).cloneSession();
    own.conf().set(SQLConf.VARIABLE_SUBSTITUTE_ENABLED().key(), "false");
    if (timeZone != null) {
      own.conf().set(SQLConf.SESSION_LOCAL_TIMEZONE().key(), timeZone);
    }
    return own;
  }
}
