/** What is in the columns of a table: notes of a job that reads it, and its first job file. */
@NullMarked
package ridgeline.profile;

import org.jspecify.annotations.NullMarked;
