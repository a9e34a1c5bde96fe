/** Texts of strangers made fit to show, compare and hash. */
@NullMarked
package ridgeline.config.text;

import org.jspecify.annotations.NullMarked;
