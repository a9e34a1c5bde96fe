/** The job file of a retraining. */
@NullMarked
package ridgeline.config.retrain;

import org.jspecify.annotations.NullMarked;
