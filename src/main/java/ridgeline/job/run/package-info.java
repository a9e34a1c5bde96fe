/** A run within its process: session, tasks, signals and logs. */
@NullMarked
package ridgeline.job.run;

import org.jspecify.annotations.NullMarked;
