/** Symmetric matrices and the BLAS and LAPACK kernels on them. */
@NullMarked
package ridgeline.linalg;

import org.jspecify.annotations.NullMarked;
