/** The fold of a row. */
@NullMarked
package ridgeline.data.fold;

import org.jspecify.annotations.NullMarked;
