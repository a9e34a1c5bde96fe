/** The jobs: each from its settings to its results in an output directory. */
@NullMarked
package ridgeline.job.work;

import org.jspecify.annotations.NullMarked;
