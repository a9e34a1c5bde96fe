/** What is printed of the models and the statistics of a store. */
@NullMarked
package ridgeline.job.summary.store;

import org.jspecify.annotations.NullMarked;
