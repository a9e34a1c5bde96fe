package ridgeline.benchmark;

import com.sun.management.OperatingSystemMXBean;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;

/**
 * What it was measured on; of a cluster, the driver.
 *
 * @param cpu the model as Linux names it, or the architecture
 * @param cores that the JVM may use
 * @param parallelism tasks at a time that Spark reckons with
 * @param memoryBytes of the machine
 * @param heapBytes that the JVM may use
 * @param blas class of the BLAS in use; with {@code javaBlas} and {@code nativeBlas}, those there
 *     are, {@code none} for none
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
    String master) {

  static Machine of(SparkContext context) {
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
        context.master());
  }

  private static String cpuModel() {
    String architecture = System.getProperty("os.arch");
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException e) {
      return architecture;
    }
  }

  private static String nativeBlasName() {
    try {
      return nameOf(NativeBLAS.getInstance());
    } catch (RuntimeException e) { // netlib's way to say that there is none
      return "none";
    }
  }

  private static String nameOf(BLAS blas) {
    return blas.getClass().getName();
  }
}
