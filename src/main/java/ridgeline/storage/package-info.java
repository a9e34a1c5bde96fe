/** Files of a store of which several writers create one, on any Hadoop file system. */
@NullMarked
package ridgeline.storage;

import org.jspecify.annotations.NullMarked;
