package ridgeline.benchmark.measure;

import com.sun.management.OperatingSystemMXBean;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;

/**
 * The machine of the measurements; on a cluster, that of the driver.
 *
 * @param cpu the CPU model as reported by Linux, or the architecture
 * @param cores number of cores that the JVM may use
 * @param parallelism Spark's default parallelism
 * @param memoryBytes memory of the machine
 * @param heapBytes maximum heap of the JVM
 * @param blas class of the BLAS in use
 * @param javaBlas class of the Java BLAS
 * @param nativeBlas class of the native BLAS, {@code none} if there is none
 * @param blasLibraries files of the native BLAS that this process has loaded; empty if not on Linux
 */
public record Machine(
    String cpu,
    int cores,
    int parallelism,
    long memoryBytes,
    long heapBytes,
    String os,
    String java,
    String spark,
    String blas,
    String javaBlas,
    String nativeBlas,
    List<String> blasLibraries,
    String master) {
  public Machine {
    blasLibraries = List.copyOf(blasLibraries);
  }

  private static final Pattern BLAS_LIBRARY = Pattern.compile(".*/lib(?!netlib)[^/]*blas[^/]*");

  public static Machine of(SparkContext context) {
    Runtime runtime = Runtime.getRuntime();
    return new Machine(
        cpuModel(),
        runtime.availableProcessors(),
        context.defaultParallelism(),
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
        runtime.maxMemory(),
        "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")),
        "%s %s".formatted(System.getProperty("java.vm.name"), System.getProperty("java.version")),
        context.version(),
        nameOf(BLAS.getInstance()),
        nameOf(JavaBLAS.getInstance()),
        nativeBlasName(),
        loadedBlasLibraries(),
        context.master());
  }

  private static String cpuModel() {
    return linesOf("/proc/cpuinfo").stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  /** The mapped files with blas in their names, except netlib's own JNI bridge to them. */
  private static List<String> loadedBlasLibraries() {
    return linesOf("/proc/self/maps").stream()
        .filter(line -> line.contains("/"))
        .map(line -> line.substring(line.indexOf('/')))
        .filter(file -> BLAS_LIBRARY.matcher(file).matches())
        .distinct()
        .toList();
  }

  /** The lines of a file; empty if it does not exist, as on systems other than Linux. */
  private static List<String> linesOf(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String nativeBlasName() {
    try {
      return nameOf(NativeBLAS.getInstance());
    } catch (RuntimeException e) { // netlib throws if there is none
      return "none";
    }
  }

  private static String nameOf(BLAS blas) {
    return blas.getClass().getName();
  }
}
