package ridgeline.sweep;

import org.apache.spark.sql.SparkSession;

/**
 * Writes the report of a model. {@link java.util.ServiceLoader} finds it, because reports know
 * sweeps and not the reverse.
 */
public interface ResultPage {
  /** The report as an HTML page that needs no network. */
  String of(ElasticNetCVModel model, SparkSession spark);
}
