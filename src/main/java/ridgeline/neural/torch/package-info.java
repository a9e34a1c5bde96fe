/** PyTorch through DJL, the only package that calls it. */
@NullMarked
package ridgeline.neural.torch;

import org.jspecify.annotations.NullMarked;
