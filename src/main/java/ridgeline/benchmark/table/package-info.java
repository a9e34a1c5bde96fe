/** The tables to measure. */
@NullMarked
package ridgeline.benchmark.table;

import org.jspecify.annotations.NullMarked;
