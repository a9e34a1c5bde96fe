/** Compares the time of a sweep with that of MLlib, the scan and the BLAS on the same table. */
@NullMarked
package ridgeline.benchmark;

import org.jspecify.annotations.NullMarked;
