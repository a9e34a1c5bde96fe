/**
 * The configuration of a job: the records of a job file, and the reader that checks the file and
 * binds it to them.
 */
@NullMarked
package ridgeline.config;

import org.jspecify.annotations.NullMarked;
