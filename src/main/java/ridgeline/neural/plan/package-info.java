/** How a network is trained: its loss, penalties, optimiser, augmentation and first state. */
@NullMarked
package ridgeline.neural.plan;

import org.jspecify.annotations.NullMarked;
