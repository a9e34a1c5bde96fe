/** The elastic-net objective, its regParam grid, and the solvers of one path. */
@NullMarked
package ridgeline.path;

import org.jspecify.annotations.NullMarked;
