package ridgeline.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/** In processes of their own, as only the first decomposition of a process can go wrong. */
@Tag("process")
class FirstDecompositionsIT {
  @RepeatedTest(8)
  void mayBeAtTheSameTime() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Ddev.ludovic.netlib.blas.nativeLib=none",
                "-Ddev.ludovic.netlib.lapack.nativeLib=none",
                "-cp",
                System.getProperty("java.class.path"),
                FirstDecompositions.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** Decomposes several matrices at a time, first of all. */
  static final class FirstDecompositions {
    private static final int N = 40;

    private FirstDecompositions() {}

    public static void main(String[] args) {
      double[] a = new double[N * N];
      for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
          a[i * N + j] = i == j ? 1 : 0.3 + 0.01 * Math.sin(i * j);
        }
      }
      IntStream.range(0, 8).parallel().forEach(k -> Eigen.decompose(N, a.clone()));
    }
  }
}
