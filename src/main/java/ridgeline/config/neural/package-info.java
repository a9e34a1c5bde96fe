/** The job file of a training, and the trials that it asks for. */
@NullMarked
package ridgeline.config.neural;

import org.jspecify.annotations.NullMarked;
