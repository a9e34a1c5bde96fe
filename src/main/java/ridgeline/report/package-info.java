/** What a run leaves behind for people and programs: JSON, csv tables, and pages of HTML. */
@NullMarked
package ridgeline.report;

import org.jspecify.annotations.NullMarked;
