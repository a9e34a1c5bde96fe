/** The output directory of a run: its files, owner and status. */
@NullMarked
package ridgeline.job.output;

import org.jspecify.annotations.NullMarked;
