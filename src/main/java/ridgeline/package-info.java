/** The way in from Java, Scala, jshell and notebooks. */
@NullMarked
package ridgeline;

import org.jspecify.annotations.NullMarked;
