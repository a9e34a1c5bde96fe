/** Text of job files and data: made safe to print, matched to known words, and hashed. */
@NullMarked
package ridgeline.config.text;

import org.jspecify.annotations.NullMarked;
