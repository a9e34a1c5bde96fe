/** The output of a run for people and programs: JSON, csv tables and HTML reports. */
@NullMarked
package ridgeline.report;

import org.jspecify.annotations.NullMarked;
