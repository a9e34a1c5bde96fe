package ridgeline.report.linear;

/**
 * Counts of rows.
 *
 * @param read all rows read
 * @param used rows of positive weight that were used
 * @param dropped rows of positive weight that were dropped because of an invalid value
 * @param zeroWeight rows of weight 0
 */
public record RowCounts(long read, long used, long dropped, long zeroWeight) {

  /**
   * Adds up the counts.
   *
   * @param used rows that were neither dropped nor of weight 0
   */
  public static RowCounts of(long used, long dropped, long zeroWeight) {
    return new RowCounts(used + dropped + zeroWeight, used, dropped, zeroWeight);
  }
}
