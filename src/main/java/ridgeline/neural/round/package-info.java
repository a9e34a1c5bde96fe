/** Rounds of tasks: each takes some steps from the same state on its own rows, and reports them. */
@NullMarked
package ridgeline.neural.round;

import org.jspecify.annotations.NullMarked;
