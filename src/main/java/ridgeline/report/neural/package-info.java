/** Files and pages of networks. */
@NullMarked
package ridgeline.report.neural;

import org.jspecify.annotations.NullMarked;
