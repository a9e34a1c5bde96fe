/** Rows in the memory of tasks, in the form that networks need. */
@NullMarked
package ridgeline.neural.data;

import org.jspecify.annotations.NullMarked;
