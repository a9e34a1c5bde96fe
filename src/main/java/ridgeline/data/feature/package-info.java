/** The features of a model, and their values for a row. */
@NullMarked
package ridgeline.data.feature;

import org.jspecify.annotations.NullMarked;
