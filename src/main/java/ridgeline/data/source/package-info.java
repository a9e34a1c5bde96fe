/** Where tables are read from. */
@NullMarked
package ridgeline.data.source;

import org.jspecify.annotations.NullMarked;
