/** The jobs as procedures of Spark SQL. */
@NullMarked
package ridgeline.sql;

import org.jspecify.annotations.NullMarked;
