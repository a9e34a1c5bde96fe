/** Rows as a pass reads them, and what makes them unusable. */
@NullMarked
package ridgeline.aggregate.row;

import org.jspecify.annotations.NullMarked;
