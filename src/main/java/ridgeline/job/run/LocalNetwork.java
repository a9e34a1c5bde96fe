package ridgeline.job.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import ridgeline.job.failure.UsageException;

/**
 * Keeps a session that runs only in this process from listening where others can reach it: Spark
 * would bind to the host's address without authentication, and its web UI to all addresses.
 */
final class LocalNetwork {
  static final String LOOPBACK = "127.0.0.1";

  private static final Pattern LOCAL = Pattern.compile("local(\\[[^,\\]]*(,[^\\]]*)?])?");

  /** A standalone cluster on this machine, whose driver nobody else needs to reach. */
  private static final Pattern LOOPBACK_CLUSTER =
      Pattern.compile("spark://(127\\.[0-9.]+|localhost):.*");

  private LocalNetwork() {}

  /** Whether tasks run in the process of the driver. */
  static boolean isLocal(SparkConf given) {
    return LOCAL.matcher(given.get("spark.master", "")).matches();
  }

  /**
   * Settings that a session needs in addition to the given ones.
   *
   * @param given by spark-submit
   * @param localIp the variable SPARK_LOCAL_IP, empty if it is not set
   * @throws UsageException if Spark's web UI is enabled and would be open to everyone
   */
  static Map<String, String> settings(SparkConf given, String localIp) {
    String master = given.get("spark.master", "");
    boolean local = isLocal(given);
    Map<String, String> settings = new LinkedHashMap<>();
    if (local || LOOPBACK_CLUSTER.matcher(master).matches()) {
      settings.put("spark.driver.bindAddress", LOOPBACK);
      settings.put("spark.driver.host", LOOPBACK);
    }
    if (local) {
      settings.put("spark.authenticate", "true");
      settings.put("spark.ui.enabled", "false");
      settings.put("spark.ui.killEnabled", "false");
      if (given.getBoolean("spark.ui.enabled", false) && localIp.isEmpty()) {
        throw new UsageException(
            "spark.ui.enabled would open Spark's web UI to the network without authentication; also set SPARK_LOCAL_IP=%s in the environment, or leave the web UI off"
                .formatted(LOOPBACK));
      }
    }
    settings.keySet().removeIf(given::contains);
    return settings;
  }
}
