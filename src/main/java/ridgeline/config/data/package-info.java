/** Which rows a job reads, and what its columns are. */
@NullMarked
package ridgeline.config.data;

import org.jspecify.annotations.NullMarked;
