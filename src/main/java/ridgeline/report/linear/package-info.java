/** Output files and HTML reports of sweeps, comparisons and predictions. */
@NullMarked
package ridgeline.report.linear;

import org.jspecify.annotations.NullMarked;
