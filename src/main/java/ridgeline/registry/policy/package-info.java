/** What error retraining policies would have had over the stored past, and which to choose. */
@NullMarked
package ridgeline.registry.policy;

import org.jspecify.annotations.NullMarked;
