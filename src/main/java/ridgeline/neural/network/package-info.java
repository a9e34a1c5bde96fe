/** What a network is made of: its layers, their shapes and parameters. */
@NullMarked
package ridgeline.neural.network;

import org.jspecify.annotations.NullMarked;
