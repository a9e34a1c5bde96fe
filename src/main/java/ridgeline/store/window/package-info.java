/** Partitions by their dates: which of them a model is trained on, and their merged statistics. */
@NullMarked
package ridgeline.store.window;

import org.jspecify.annotations.NullMarked;
