package ridgeline.select;

import org.jspecify.annotations.Nullable;

/**
 * How far a cross-validation is, in cells: one regParam and elasticNetParam in one fold, or in the
 * all-data fit.
 *
 * @param folds folds that every grid point is solved in, besides all data
 * @param best the best cell so far, null before the first
 */
public record CvProgress(
    int folds, long planned, long solved, long skipped, @Nullable CvCell best) {}
