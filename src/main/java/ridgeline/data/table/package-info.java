/** Tables that models are trained on. */
@NullMarked
package ridgeline.data.table;

import org.jspecify.annotations.NullMarked;
