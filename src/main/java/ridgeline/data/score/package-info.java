/** Tables that are scored. */
@NullMarked
package ridgeline.data.score;

import org.jspecify.annotations.NullMarked;
