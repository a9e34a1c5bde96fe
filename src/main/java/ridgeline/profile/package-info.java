/**
 * Profiles of the columns of a table, for notes of a job that reads it and for its first job file.
 */
@NullMarked
package ridgeline.profile;

import org.jspecify.annotations.NullMarked;
