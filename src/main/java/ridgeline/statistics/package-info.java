/**
 * Statistics of a table as an estimator and a model of Spark ML: one pass over the rows, and then
 * any sweep over its columns without them.
 */
@NullMarked
package ridgeline.statistics;

import org.jspecify.annotations.NullMarked;
