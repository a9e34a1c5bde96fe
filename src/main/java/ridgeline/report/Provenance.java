package ridgeline.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a result was computed, and from which input.
 *
 * @param started start time, an instant to the second
 * @param configHash SHA-256 of the job file with all its keys
 * @param seed seed of the folds; null if unknown
 * @param timeZone time zone in which expressions read and write times
 * @param input the first files that were read, or a description
 * @param files all files that were read; null if unknown
 * @param version that of the Delta or Iceberg table that was read, such as {@code Delta version
 *     12}; null if it is none
 */
public record Provenance(
    String ridgeline,
    String spark,
    String java,
    String blas,
    String master,
    String applicationId,
    String started,
    String configHash,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long seed,
    String timeZone,
    List<String> input,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Files files,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String version) {

  /**
   * The files that were read after the job's filter.
   *
   * @param bytes total size
   * @param newest latest modification time, to the second
   * @param fingerprint SHA-256 of path, length and modification time of each file
   */
  public record Files(long count, long bytes, @Nullable String newest, String fingerprint) {}
}
