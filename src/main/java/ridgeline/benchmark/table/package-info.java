/** The tables that are measured. */
@NullMarked
package ridgeline.benchmark.table;

import org.jspecify.annotations.NullMarked;
