/** Output files and HTML reports of networks. */
@NullMarked
package ridgeline.report.neural;

import org.jspecify.annotations.NullMarked;
