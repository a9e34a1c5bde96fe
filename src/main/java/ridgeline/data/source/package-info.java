/** Sources of tables. */
@NullMarked
package ridgeline.data.source;

import org.jspecify.annotations.NullMarked;
