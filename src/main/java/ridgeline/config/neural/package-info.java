/** Jobs on networks. */
@NullMarked
package ridgeline.config.neural;

import org.jspecify.annotations.NullMarked;
