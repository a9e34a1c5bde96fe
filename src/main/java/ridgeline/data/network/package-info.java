/** Tables of images and of features for networks. */
@NullMarked
package ridgeline.data.network;

import org.jspecify.annotations.NullMarked;
