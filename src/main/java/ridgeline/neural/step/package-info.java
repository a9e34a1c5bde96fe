/**
 * One step of training in the memory of a task: a batch, its gradient and the update; and the
 * outputs of a network for rows.
 */
@NullMarked
package ridgeline.neural.step;

import org.jspecify.annotations.NullMarked;
