package ridgeline.job.work;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.data.source.TableSource;
import ridgeline.data.source.TableVersion;
import ridgeline.linalg.Blas;
import ridgeline.report.Provenance;

/** Describes what the results of this process come from. */
public final class JobProvenance {
  private JobProvenance() {}

  static Provenance of(
      SparkSession spark, Instant started, String configHash, long seed, TableSource source) {
    Provenance.Files files =
        source.fingerprint() == null
            ? null
            : new Provenance.Files(
                source.files(), source.bytes(), source.newest(), source.fingerprint());
    return of(
        spark,
        started,
        configHash,
        seed,
        source.names(),
        files,
        source.timeZone(),
        source.version());
  }

  /** The provenance of results on a table of which only locations are known. */
  public static Provenance of(
      SparkSession spark,
      Instant started,
      String configHash,
      @Nullable Long seed,
      List<String> input) {
    return of(spark, started, configHash, seed, input, null);
  }

  /**
   * The provenance of results on a table of which only locations are known.
   *
   * @param version null if it has none
   */
  static Provenance of(
      SparkSession spark,
      Instant started,
      String configHash,
      @Nullable Long seed,
      List<String> input,
      @Nullable TableVersion version) {
    String timeZone = spark.conf().get(TableSource.TIME_ZONE);
    String text = version == null ? null : version.toString();
    return of(spark, started, configHash, seed, input, null, timeZone, text);
  }

  private static Provenance of(
      SparkSession spark,
      Instant started,
      String configHash,
      @Nullable Long seed,
      List<String> input,
      Provenance.@Nullable Files files,
      String timeZone,
      @Nullable String version) {
    return new Provenance(
        Version.ridgeline(),
        spark.version(),
        System.getProperty("java.version"),
        Blas.choose(spark.sparkContext().isLocal()).describe(),
        Redaction.location(spark.sparkContext().master()),
        spark.sparkContext().applicationId(),
        started.truncatedTo(ChronoUnit.SECONDS).toString(),
        configHash,
        seed,
        timeZone,
        input.stream().map(Redaction::location).toList(),
        files,
        version);
  }
}
