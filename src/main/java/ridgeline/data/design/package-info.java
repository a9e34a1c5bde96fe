/** Which features a job makes of the columns of its table. */
@NullMarked
package ridgeline.data.design;

import org.jspecify.annotations.NullMarked;
