/** The versions of a model, and the aliases by which it is known. */
@NullMarked
package ridgeline.registry;

import org.jspecify.annotations.NullMarked;
