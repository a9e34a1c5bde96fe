package ridgeline.neural.torch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import ridgeline.neural.network.NetworkArchitecture;

/**
 * Keeps threads from compiling kernels at the same time. PyTorch compiles kernels for sizes that it
 * has not seen before, and oneDNN 3.7.1 can crash the process if two threads need the same new
 * convolution kernel at once.
 */
public final class KernelCompilationGuard {
  /** PyTorch keeps about a thousand kernels, and a network needs about ten for each layer. */
  private static final int MAX_USES = 30;

  private static final Set<Use> MADE = ConcurrentHashMap.newKeySet();

  private KernelCompilationGuard() {}

  /**
   * What determines the kernels.
   *
   * @param rows of a batch
   * @param training whether gradients are computed too
   */
  public record Use(NetworkArchitecture network, int rows, boolean training) {}

  /** Does work: first uses one at a time, others concurrently. */
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
