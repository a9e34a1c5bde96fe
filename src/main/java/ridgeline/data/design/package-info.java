/** The features that a job builds from the columns of its table. */
@NullMarked
package ridgeline.data.design;

import org.jspecify.annotations.NullMarked;
