/** What a run shows while it runs. */
@NullMarked
package ridgeline.job.progress;

import org.jspecify.annotations.NullMarked;
