package ridgeline.spark;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import scala.Function1;
import scala.runtime.BoxedUnit;

/**
 * A session that reads and writes Delta and Iceberg tables, in the context that all tests share.
 */
public final class LakeSpark {
  /** The catalogue of Iceberg tables. */
  public static final String CATALOG = "lake";

  private static final String ICEBERG_CATALOG = "org.apache.iceberg.spark.SparkCatalog";

  private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

  private static final String PARTITIONS = "spark.databricks.delta.snapshotPartitions";

  private LakeSpark() {}

  @SuppressWarnings("unchecked")
  private static Function1<SparkSessionExtensions, BoxedUnit> deltaExtension() {
    try {
      return (Function1<SparkSessionExtensions, BoxedUnit>)
          Class.forName(DELTA_EXTENSION).asSubclass(Function1.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A session of its own; the one that tests share stays the default.
   *
   * @param warehouse directory of the catalogue
   */
  public static SparkSession session(Path warehouse) {
    SparkSession shared = LocalSpark.session();
    // For small tables; Delta asks the session that is active, whichever opened a table.
    shared.conf().set(PARTITIONS, "1");
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    try {
      SparkSession.Builder builder =
          SparkSession.builder()
              .withExtensions(deltaExtension())
              .config(PARTITIONS, "1")
              .config("spark.sql.extensions", DELTA_EXTENSION)
              .config(
                  "spark.sql.catalog.spark_catalog",
                  "org.apache.spark.sql.delta.catalog.DeltaCatalog");
      for (String catalog : new String[] {CATALOG, "default_iceberg"}) {
        String key = "spark.sql.catalog." + catalog;
        builder
            .config(key, ICEBERG_CATALOG)
            .config(key + ".type", "hadoop")
            .config(key + ".warehouse", warehouse.toString());
      }
      return builder.getOrCreate();
    } finally {
      SparkSession.setDefaultSession(shared);
      SparkSession.setActiveSession(shared);
    }
  }
}
