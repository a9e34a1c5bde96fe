/** Spark SQL: names, expressions, their errors and the settings they depend on. */
@NullMarked
package ridgeline.data.sql;

import org.jspecify.annotations.NullMarked;
