/** Scoring of tables. */
@NullMarked
package ridgeline.data.score;

import org.jspecify.annotations.NullMarked;
