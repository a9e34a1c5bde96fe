/** Measures of the quality of a network's predictions. */
@NullMarked
package ridgeline.neural.evaluate;

import org.jspecify.annotations.NullMarked;
