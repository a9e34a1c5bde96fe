/** MLlib's LinearRegression for one cell, on rows or on the moments of rows. */
@NullMarked
package ridgeline.sweep.mllib;

import org.jspecify.annotations.NullMarked;
