/** The job file of a comparison of methods. */
@NullMarked
package ridgeline.config.compare;

import org.jspecify.annotations.NullMarked;
