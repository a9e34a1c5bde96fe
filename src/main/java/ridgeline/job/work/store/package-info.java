/** What is known of the models and the statistics of a store, and what is changed by hand. */
@NullMarked
package ridgeline.job.work.store;

import org.jspecify.annotations.NullMarked;
