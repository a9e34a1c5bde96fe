/** The statistics that are kept of one partition of a table. */
@NullMarked
package ridgeline.store.leaf;

import org.jspecify.annotations.NullMarked;
