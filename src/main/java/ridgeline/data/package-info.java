/** Data on Spark: sources, features, folds and invalid rows. */
@NullMarked
package ridgeline.data;

import org.jspecify.annotations.NullMarked;
