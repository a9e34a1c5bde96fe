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

  /** Numbers of glibc's mallopt. */
  private static final int M_TRIM_THRESHOLD = -1;

  private static final int M_TOP_PAD = -2;

  private static final int M_MMAP_THRESHOLD = -3;

  /** Blocks up to this size come from the heap; the greatest that glibc takes. */
  private static final int HEAP_BLOCK = 32 << 20;

  /** What glibc may keep of the memory that was given back to an arena of its. */
  private static final int KEPT = 512 << 20;

  /** As large as the heaps of a thread's arena: with so much to spare none is unmapped. */
  private static final int SPARED = 64 << 20;

  private static boolean started;

  private PyTorchRuntime() {}

  /**
   * Memory for arrays, which is freed when it is closed. The first call of a process loads PyTorch;
   * each of its operations in the calling thread then has one thread, as every task of Spark is a
   * thread of its own.
   *
   * @throws PlatformException if there is no PyTorch for this machine
   */
  public static synchronized NDManager manager() {
    if (!started) {
      start();
      started = true;
    }
    // OpenMP keeps a number for each thread: in a new one convolutions would take all cores.
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
          "there is no PyTorch for %s %s: %s; jobs/train hands over the one of pytorch.platform in pom.xml"
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
   * The arrays of each step are as large as those of the last: fetching their pages anew is slow.
   */
  private static void keepMemory() {
    try {
      Function mallopt = Function.getFunction("c", "mallopt");
      mallopt.invokeInt(new Object[] {M_MMAP_THRESHOLD, HEAP_BLOCK});
      mallopt.invokeInt(new Object[] {M_TRIM_THRESHOLD, KEPT});
      mallopt.invokeInt(new Object[] {M_TOP_PAD, SPARED});
    } catch (UnsatisfiedLinkError e) {
      // Another C library, whose memory is as it is.
    }
  }

  /** Only batches of one image would use NNPACK, and print where a processor has none. */
  private static void leaveNnpack() {
    String library = Path.of(LibUtils.getLibtorchPath(), "libtorch_cpu.so").toString();
    try {
      Pointer context =
          Function.getFunction(library, "_ZN2at13globalContextEv").invokePointer(new Object[0]);
      Function.getFunction(library, "_ZN2at7Context20setUserEnabledNNPACKEb")
          .invokeVoid(new Object[] {context, false});
    } catch (UnsatisfiedLinkError e) {
      // Another compiler's names: then it prints.
    }
  }

  /** What keeps PyTorch from being used here; null if nothing does. */
  public static @Nullable String problem() {
    try {
      manager().close();
      return null;
    } catch (PlatformException e) {
      return e.getMessage();
    }
  }

  /** Does work in this thread with gradients, or without. */
  public static void setGradients(boolean recorded) {
    JniUtils.setGradMode(recorded);
  }

  /**
   * Gives each recorded leaf its gradient.
   *
   * @param outputs what was computed while gradients were recorded
   * @param gradient the derivative of the loss by each of {@code outputs}, in the same shape
   */
  public static void backward(NDArray outputs, NDArray gradient) {
    JniUtils.backward((PtNDArray) outputs, (PtNDArray) gradient, false, false);
  }
}
