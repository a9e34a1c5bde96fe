/** The engines: each solves the cells of every fold in its own way. */
@NullMarked
package ridgeline.sweep.engine;

import org.jspecify.annotations.NullMarked;
