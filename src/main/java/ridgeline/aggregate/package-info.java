/** Computes fold statistics from Spark rows. */
@NullMarked
package ridgeline.aggregate;

import org.jspecify.annotations.NullMarked;
