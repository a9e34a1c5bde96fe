/** Tables in Spark's internal form, read column by column. */
@NullMarked
package ridgeline.data.columns;

import org.jspecify.annotations.NullMarked;
