/** The mains: the command line of each job, and the first job file that one can write. */
@NullMarked
package ridgeline.job;

import org.jspecify.annotations.NullMarked;
