/**
 * The engines, each of which solves the cells of every fold in its own way, with their settings,
 * the memory they need, and the timer of stages.
 */
@NullMarked
package ridgeline.sweep.engine;

import org.jspecify.annotations.NullMarked;
