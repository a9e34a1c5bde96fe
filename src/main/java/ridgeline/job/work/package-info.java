/**
 * The jobs, each from its settings to its results in an output directory, with their progress,
 * metrics and provenance.
 */
@NullMarked
package ridgeline.job.work;

import org.jspecify.annotations.NullMarked;
