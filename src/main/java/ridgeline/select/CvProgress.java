package ridgeline.select;

import org.jspecify.annotations.Nullable;

/**
 * How far a cross-validation is, in cells: one regParam and elasticNetParam in one fold, or in the
 * all-data fit.
 *
 * @param best the best cell so far, null before the first
 */
public record CvProgress(long planned, long solved, long skipped, @Nullable CvCell best) {}
