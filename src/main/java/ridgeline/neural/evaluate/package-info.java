/** How good the predictions of a network are. */
@NullMarked
package ridgeline.neural.evaluate;

import org.jspecify.annotations.NullMarked;
