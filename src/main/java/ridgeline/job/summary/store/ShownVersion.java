package ridgeline.job.summary.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.registry.AliasMove;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.gate.Verdict;

/**
 * All that is printed of a version.
 *
 * @param listed what a list of versions has of it
 * @param directory of its files
 * @param verdict of the gate; null if its files cannot be read
 * @param fit what its files have of its training; null if they cannot be read
 * @param moves the moves that led an alias to it, or away from it
 */
public record ShownVersion(
    String name,
    ListedVersion listed,
    ModelVersion version,
    String directory,
    @Nullable Verdict verdict,
    @Nullable Fit fit,
    Map<Long, AliasMove> moves) {

  /**
   * The training of a version.
   *
   * @param after the last date before its window; null if it reaches all the way back
   * @param rows in the window
   * @param partitions number of partitions in the window
   * @param features number of features
   * @param strongest the coefficients that are largest when standardised
   */
  public record Fit(
      @Nullable String after,
      String last,
      @Nullable Long halfLifeDays,
      long rows,
      long partitions,
      long features,
      double regParam,
      double elasticNetParam,
      double intercept,
      List<Coefficient> strongest) {}

  /**
   * A coefficient.
   *
   * @param standardized in label deviations per deviation of its term
   */
  public record Coefficient(String term, double value, double standardized) {}
}
