/** Jobs on linear models: sweeps and comparisons. */
@NullMarked
package ridgeline.config.linear;

import org.jspecify.annotations.NullMarked;
