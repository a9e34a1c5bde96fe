/** Ways of regularising a linear model, tuned alike and held against each other on unseen rows. */
@NullMarked
package ridgeline.compare;

import org.jspecify.annotations.NullMarked;
