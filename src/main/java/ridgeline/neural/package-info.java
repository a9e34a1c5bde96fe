/** Networks that are trained on Spark. */
@NullMarked
package ridgeline.neural;

import org.jspecify.annotations.NullMarked;
