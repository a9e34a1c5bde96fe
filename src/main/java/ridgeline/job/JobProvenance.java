package ridgeline.job;

import dev.ludovic.netlib.blas.BLAS;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import ridgeline.config.Redaction;
import ridgeline.report.Provenance;

/** Tells what makes the results of this process. */
final class JobProvenance {
  private JobProvenance() {}

  static Provenance of(
      SparkSession spark, Instant started, String configHash, long seed, List<String> source) {
    return new Provenance(
        Version.ridgeline(),
        spark.version(),
        System.getProperty("java.version"),
        BLAS.getInstance().getClass().getSimpleName(),
        spark.sparkContext().master(),
        spark.sparkContext().applicationId(),
        started.truncatedTo(ChronoUnit.SECONDS).toString(),
        configHash,
        seed,
        source.stream().map(Redaction::location).toList());
  }
}
