/** Decides whether a candidate becomes the champion. */
@NullMarked
package ridgeline.registry.gate;

import org.jspecify.annotations.NullMarked;
