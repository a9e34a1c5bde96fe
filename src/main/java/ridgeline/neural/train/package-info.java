/** The training of one network: epochs of rounds, early stopping and checkpoints. */
@NullMarked
package ridgeline.neural.train;

import org.jspecify.annotations.NullMarked;
