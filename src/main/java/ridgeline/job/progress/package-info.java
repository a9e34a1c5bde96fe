/** What a run prints while it is running. */
@NullMarked
package ridgeline.job.progress;

import org.jspecify.annotations.NullMarked;
