/** Mergeable weighted centred moments of features and label, per fold. */
@NullMarked
package ridgeline.stats;

import org.jspecify.annotations.NullMarked;
