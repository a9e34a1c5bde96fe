package ridgeline.stats;

import java.io.Serializable;
import ridgeline.linalg.Blas;

/** What accumulators compute with: chosen by the driver and serialised with its tasks. */
public record Kernel(Blas blas) implements Serializable {
  /** Gives the same bits in every process. */
  static final Kernel JAVA = new Kernel(Blas.JAVA);

  /** See {@link Blas#choose(boolean)}. */
  public static Kernel choose(boolean oneProcess) {
    return new Kernel(Blas.choose(oneProcess));
  }
}
