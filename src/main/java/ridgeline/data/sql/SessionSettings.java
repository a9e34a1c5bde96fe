package ridgeline.data.sql;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.internal.SQLConf;
import scala.jdk.javaapi.CollectionConverters;

/** The SQL settings of a session, for tasks that evaluate expressions outside Spark's queries. */
public final class SessionSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final HashMap<String, String> settings;

  private SessionSettings(Map<String, String> settings) {
    this.settings = new HashMap<>(settings);
  }

  public static SessionSettings of(Dataset<Row> rows) {
    SQLConf conf = rows.queryExecution().sparkSession().sessionState().conf();
    return new SessionSettings(CollectionConverters.asJava(conf.getAllConfs()));
  }

  /** Runs work in this thread with the settings. */
  public <T> T with(Callable<T> work) throws Exception {
    Exception[] failure = new Exception[1];
    T result =
        get(
            () -> {
              try {
                return work.call();
              } catch (Exception e) {
                failure[0] = e;
                return null;
              }
            });
    if (failure[0] != null) {
      throw failure[0];
    }
    return result;
  }

  /** Computes a value in this thread with the settings. */
  public <T> T get(Supplier<T> value) {
    SQLConf conf = new SQLConf();
    settings.forEach((key, setting) -> conf.setConfString(key, setting));
    return SQLConf.withExistingConf(conf, value::get);
  }
}
