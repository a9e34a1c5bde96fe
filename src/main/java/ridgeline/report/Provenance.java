package ridgeline.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What made a result, and from what.
 *
 * @param started an instant, to the second
 * @param configHash SHA-256 of the job file with every key
 * @param seed of the folds
 * @param timeZone in which expressions read and write times
 * @param input the first of the files that were read, or a description
 * @param files all files that were read; null if they are not known
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
    long seed,
    String timeZone,
    List<String> input,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Files files) {

  /**
   * The files that the filter of the job left to be read.
   *
   * @param bytes of all of them
   * @param newest when the last was modified, to the second
   * @param fingerprint SHA-256 of the path, length and time of each
   */
  public record Files(long count, long bytes, @Nullable String newest, String fingerprint) {}
}
