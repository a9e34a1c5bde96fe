/** Tables on which models are trained. */
@NullMarked
package ridgeline.data.table;

import org.jspecify.annotations.NullMarked;
