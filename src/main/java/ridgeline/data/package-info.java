/** Spark side of the data: sources, features, folds and invalid rows. */
@NullMarked
package ridgeline.data;

import org.jspecify.annotations.NullMarked;
