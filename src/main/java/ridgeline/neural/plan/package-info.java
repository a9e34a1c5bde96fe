/**
 * How a network is trained: loss, penalties, optimiser, learning rate, augmentation, random streams
 * and first state; and the sums that a loss is evaluated into.
 */
@NullMarked
package ridgeline.neural.plan;

import org.jspecify.annotations.NullMarked;
