/** The job file of a sweep, and what comparisons share with it. */
@NullMarked
package ridgeline.config.linear;

import org.jspecify.annotations.NullMarked;
