/** Directories of saved models: their manifests, and what is read of them without running code. */
@NullMarked
package ridgeline.model;

import org.jspecify.annotations.NullMarked;
