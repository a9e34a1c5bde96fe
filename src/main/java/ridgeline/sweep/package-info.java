/** The sweep's engines, the Spark ML estimator and its model, and the refit. */
@NullMarked
package ridgeline.sweep;

import org.jspecify.annotations.NullMarked;
