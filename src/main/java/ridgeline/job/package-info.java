/** The command lines of the jobs: arguments, the session and exit codes. */
@NullMarked
package ridgeline.job;

import org.jspecify.annotations.NullMarked;
