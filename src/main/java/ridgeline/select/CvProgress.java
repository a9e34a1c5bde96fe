package ridgeline.select;

import org.jspecify.annotations.Nullable;

/**
 * The progress of a cross-validation, in cells. A cell is one regParam and elasticNetParam in one
 * fold, or in the all-data fit.
 *
 * @param folds number of folds in which every grid point is solved, besides all data
 * @param best the best cell so far, null before the first
 */
public record CvProgress(
    int folds, long planned, long solved, long skipped, @Nullable CvCell best) {}
