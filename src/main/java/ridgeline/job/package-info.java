/** The command-line jobs: arguments, progress, outputs and exit codes. */
@NullMarked
package ridgeline.job;

import org.jspecify.annotations.NullMarked;
