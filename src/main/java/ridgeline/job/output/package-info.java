/** The directory of a run: its files, its owner and its status. */
@NullMarked
package ridgeline.job.output;

import org.jspecify.annotations.NullMarked;
