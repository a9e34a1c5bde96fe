/** Compares ways of regularising a linear model, tuned alike, on unseen rows. */
@NullMarked
package ridgeline.compare;

import org.jspecify.annotations.NullMarked;
