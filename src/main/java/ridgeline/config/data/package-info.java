/** The configuration of a job's data: its rows, label and features. */
@NullMarked
package ridgeline.config.data;

import org.jspecify.annotations.NullMarked;
