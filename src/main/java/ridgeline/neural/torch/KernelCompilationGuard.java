package ridgeline.neural.torch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import ridgeline.neural.network.NetworkArchitecture;

/**
 * What PyTorch has been used for in this process. It makes kernels for sizes that are new to it,
 * and oneDNN 3.7.1 can end the process where two threads need the same new kernel of a convolution
 * at once.
 */
public final class KernelCompilationGuard {
  /** PyTorch keeps about a thousand kernels, and a network has some ten for each of its layers. */
  private static final int MAX_USES = 30;

  private static final Set<Use> MADE = ConcurrentHashMap.newKeySet();

  private KernelCompilationGuard() {}

  /**
   * What decides on kernels.
   *
   * @param rows of a batch
   * @param training whether gradients are computed too
   */
  public record Use(NetworkArchitecture network, int rows, boolean training) {}

  /** Does work: of all first uses one at a time, and the others side by side. */
  public static <T> T with(Use use, Supplier<T> work) {
    if (MADE.contains(use)) {
      return work.get();
    }
    synchronized (MADE) {
      T done = work.get();
      if (MADE.size() == MAX_USES) {
        MADE.clear();
      }
      MADE.add(use);
      return done;
    }
  }
}
