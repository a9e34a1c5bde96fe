/** Measures a sweep beside what MLlib, the scan and the BLAS take on the same table. */
@NullMarked
package ridgeline.benchmark;

import org.jspecify.annotations.NullMarked;
