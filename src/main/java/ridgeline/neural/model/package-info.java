/** Saved networks. */
@NullMarked
package ridgeline.neural.model;

import org.jspecify.annotations.NullMarked;
