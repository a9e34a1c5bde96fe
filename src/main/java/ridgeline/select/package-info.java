/** Cross-validation over the paths of all folds: curve, stopping rule and selection rule. */
@NullMarked
package ridgeline.select;

import org.jspecify.annotations.NullMarked;
