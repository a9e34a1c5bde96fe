/** Mergeable summaries of predictions and residuals, gathered row by row. */
@NullMarked
package ridgeline.stats.residual;

import org.jspecify.annotations.NullMarked;
