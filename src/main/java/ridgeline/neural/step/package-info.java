/** One step of training: a batch, its loss and gradient, and the update of the parameters. */
@NullMarked
package ridgeline.neural.step;

import org.jspecify.annotations.NullMarked;
