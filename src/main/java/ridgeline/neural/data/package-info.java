/** Rows in the memory of tasks, as networks take them. */
@NullMarked
package ridgeline.neural.data;

import org.jspecify.annotations.NullMarked;
