/** The table of leaves: Apache Iceberg's format, with atomic commits on any file system. */
@NullMarked
package ridgeline.store.table;

import org.jspecify.annotations.NullMarked;
