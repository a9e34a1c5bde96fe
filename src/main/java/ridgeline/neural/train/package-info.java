/** The training of one network: epochs, rounds of tasks, early stopping and checkpoints. */
@NullMarked
package ridgeline.neural.train;

import org.jspecify.annotations.NullMarked;
