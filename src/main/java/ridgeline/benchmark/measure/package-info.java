/** Measurements and the ratios between them. */
@NullMarked
package ridgeline.benchmark.measure;

import org.jspecify.annotations.NullMarked;
