package ridgeline.aggregate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;

/**
 * What is known of the rows of consecutive folds together.
 *
 * @param quantiles of the numeric terms and the label; null if there are no rows
 * @param slices for each of some categories, the moments of the rows of each level
 */
public record FoldGroup(@Nullable Quantiles quantiles, List<List<Moments>> slices) {}
