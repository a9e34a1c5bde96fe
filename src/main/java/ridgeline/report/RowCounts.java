package ridgeline.report;

/**
 * Counts of rows.
 *
 * @param read all
 * @param used of positive weight
 * @param dropped for an invalid value
 * @param zeroWeight of weight 0
 */
public record RowCounts(long read, long used, long dropped, long zeroWeight) {

  /**
   * Counts.
   *
   * @param valid rows that were not dropped
   */
  public static RowCounts of(long valid, long dropped, long zeroWeight) {
    return new RowCounts(valid + dropped, valid - zeroWeight, dropped, zeroWeight);
  }
}
