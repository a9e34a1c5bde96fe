/** How runs fail: exit codes, causes and their messages. */
@NullMarked
package ridgeline.job.failure;

import org.jspecify.annotations.NullMarked;
