/** What is gathered of residuals and predictions, row by row, and merged. */
@NullMarked
package ridgeline.stats.residual;

import org.jspecify.annotations.NullMarked;
