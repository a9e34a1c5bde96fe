/** The pass over the rows of some partitions that computes their leaves. */
@NullMarked
package ridgeline.store.pass;

import org.jspecify.annotations.NullMarked;
