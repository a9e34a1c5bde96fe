package ridgeline.report.linear;

/**
 * Counts of rows.
 *
 * @param read all
 * @param used of positive weight
 * @param dropped of positive weight, for an invalid value
 * @param zeroWeight of weight 0
 */
public record RowCounts(long read, long used, long dropped, long zeroWeight) {

  /**
   * Counts.
   *
   * @param used rows that were neither dropped nor of weight 0
   */
  public static RowCounts of(long used, long dropped, long zeroWeight) {
    return new RowCounts(used + dropped + zeroWeight, used, dropped, zeroWeight);
  }
}
