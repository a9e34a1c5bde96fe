/** The structure of a network: its layers, their shapes and parameters. */
@NullMarked
package ridgeline.neural.network;

import org.jspecify.annotations.NullMarked;
