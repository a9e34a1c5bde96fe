/** What ends a run before its end: exit codes, causes, and what is reported of them. */
@NullMarked
package ridgeline.job.failure;

import org.jspecify.annotations.NullMarked;
