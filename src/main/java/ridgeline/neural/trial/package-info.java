/** Sweeps of networks: trials, their pruning and the choice between them. */
@NullMarked
package ridgeline.neural.trial;

import org.jspecify.annotations.NullMarked;
