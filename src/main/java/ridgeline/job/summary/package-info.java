/** The summary that a run prints at its end. */
@NullMarked
package ridgeline.job.summary;

import org.jspecify.annotations.NullMarked;
