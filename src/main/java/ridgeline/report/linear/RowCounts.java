package ridgeline.report.linear;

import java.util.Map;

/**
 * Counts of rows.
 *
 * @param read all rows read
 * @param used rows of positive weight that were used
 * @param dropped rows of positive weight that were dropped because of an invalid value
 * @param zeroWeight rows of weight 0
 * @param imputed for each feature that had invalid values, how many were replaced by its mean
 */
public record RowCounts(
    long read, long used, long dropped, long zeroWeight, Map<String, Long> imputed) {

  /**
   * Adds up the counts.
   *
   * @param used rows that were neither dropped nor of weight 0
   */
  public static RowCounts of(long used, long dropped, long zeroWeight, Map<String, Long> imputed) {
    return new RowCounts(used + dropped + zeroWeight, used, dropped, zeroWeight, imputed);
  }
}
