/** One step of training in the memory of a task: a batch, its gradient, and the update. */
@NullMarked
package ridgeline.neural.step;

import org.jspecify.annotations.NullMarked;
