package ridgeline.neural.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** PyTorch in this process. */
public final class PyTorchRuntime {
  private static final String NAME = "PyTorch";

  private static final String THREADS = "ai.djl.pytorch.num_threads";

  /** Parameters of glibc's mallopt. */
  private static final int M_TRIM_THRESHOLD = -1;

  private static final int M_TOP_PAD = -2;

  private static final int M_MMAP_THRESHOLD = -3;

  /** Blocks up to this size come from the heap; the maximum that glibc accepts. */
  private static final int HEAP_BLOCK = 32 << 20;

  /** How much freed memory glibc may keep in an arena. */
  private static final int KEPT = 512 << 20;

  /** The size of the heaps in a thread's arena; with this padding none is unmapped. */
  private static final int SPARED = 64 << 20;

  private static boolean started;

  private PyTorchRuntime() {}

  /**
   * A manager for arrays, which frees them when it is closed. The first call in a process loads
   * PyTorch. Its operations in the calling thread then use one thread each, because every Spark
   * task already has its own.
   *
   * @throws PlatformException if there is no PyTorch for this machine
   */
  public static synchronized NDManager manager() {
    if (!started) {
      start();
      started = true;
    }
    // OpenMP has this setting per thread: in a new thread convolutions would use all cores.
    JniUtils.setNumThreads(Integer.getInteger(THREADS, 1));
    return NDManager.newBaseManager(Device.cpu(), NAME);
  }

  private static void start() {
    for (String setting : new String[] {THREADS, "ai.djl.pytorch.num_interop_threads"}) {
      if (System.getProperty(setting) == null) {
        System.setProperty(setting, "1");
      }
    }
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    try {
      Engine.getEngine(NAME);
    } catch (RuntimeException | LinkageError e) {
      throw new PlatformException(
          "there is no PyTorch for %s %s: %s; jobs/train provides the one for pytorch.platform in pom.xml"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), reason(e)));
    }
    keepMemory();
    leaveNnpack();
  }

  private static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("").strip();
  }

  /**
   * Makes glibc keep freed memory. The arrays of each step are as large as those of the last, and
   * fetching their pages again is slow.
   */
  private static void keepMemory() {
    try {
      Function mallopt = Function.getFunction("c", "mallopt");
      mallopt.invokeInt(new Object[] {M_MMAP_THRESHOLD, HEAP_BLOCK});
      mallopt.invokeInt(new Object[] {M_TRIM_THRESHOLD, KEPT});
      mallopt.invokeInt(new Object[] {M_TOP_PAD, SPARED});
    } catch (UnsatisfiedLinkError e) {
      // Another C library, which keeps its defaults.
    }
  }

  /**
   * Disables NNPACK, which only batches of one image would use, and which prints a warning on
   * processors that it does not support.
   */
  private static void leaveNnpack() {
    String library = Path.of(LibUtils.getLibtorchPath(), "libtorch_cpu.so").toString();
    try {
      Pointer context =
          Function.getFunction(library, "_ZN2at13globalContextEv").invokePointer(new Object[0]);
      Function.getFunction(library, "_ZN2at7Context20setUserEnabledNNPACKEb")
          .invokeVoid(new Object[] {context, false});
    } catch (UnsatisfiedLinkError e) {
      // Symbols of another compiler: the warning is printed.
    }
  }

  /** The reason why PyTorch cannot be used here; null if it can. */
  public static @Nullable String problem() {
    try {
      manager().close();
      return null;
    } catch (PlatformException e) {
      return e.getMessage();
    }
  }

  /** Sets whether this thread records gradients. */
  public static void setGradients(boolean recorded) {
    JniUtils.setGradMode(recorded);
  }

  /**
   * Computes the gradient of each recorded leaf.
   *
   * @param outputs what was computed while gradients were recorded
   * @param gradient the derivative of the loss with respect to each of {@code outputs}, in the same
   *     shape
   */
  public static void backward(NDArray outputs, NDArray gradient) {
    JniUtils.backward((PtNDArray) outputs, (PtNDArray) gradient, false, false);
  }
}
