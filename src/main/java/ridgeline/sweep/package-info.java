/** The Spark ML estimator, its model with the results behind it, and the refit. */
@NullMarked
package ridgeline.sweep;

import org.jspecify.annotations.NullMarked;
