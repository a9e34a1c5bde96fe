/**
 * Directories of saved models: their manifests, and the files that are read without running code.
 */
@NullMarked
package ridgeline.model;

import org.jspecify.annotations.NullMarked;
