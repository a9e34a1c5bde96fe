/** Tries retraining policies on the stored past. */
@NullMarked
package ridgeline.job.work.policy;

import org.jspecify.annotations.NullMarked;
