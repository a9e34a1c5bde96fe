/** The bridge from Spark rows to fold statistics. */
@NullMarked
package ridgeline.aggregate;

import org.jspecify.annotations.NullMarked;
