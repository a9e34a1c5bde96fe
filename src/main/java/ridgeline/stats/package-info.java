/** Mergeable weighted centred moments of features and label, for each fold. */
@NullMarked
package ridgeline.stats;

import org.jspecify.annotations.NullMarked;
