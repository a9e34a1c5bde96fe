/** Files and pages of sweeps, comparisons and predictions. */
@NullMarked
package ridgeline.report.linear;

import org.jspecify.annotations.NullMarked;
