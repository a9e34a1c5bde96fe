package ridgeline.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ludovic.netlib.blas.JavaBLAS;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class BlasTest {
  @ParameterizedTest
  @CsvSource({
    "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblasp-r0.3.21.so, libopenblasp-r0.3.21.so",
    "/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3, libblas.so.3",
    "/opt/intel/mkl/lib/libmkl_rt.so.2, libmkl_rt.so.2",
    "/usr/lib64/libblis.so.4, libblis.so.4",
    "/usr/lib/libopenblas.so.0, libopenblas.so.0",
    "/usr/lib64/libopenblaso64_.so.0, libopenblaso64_.so.0",
    "/usr/lib/x86_64-linux-gnu/openblas64-openmp/libblas64.so.3, libblas64.so.3",
    "/usr/lib/x86_64-linux-gnu/blis-openmp/libblas.so.3, libblas.so.3",
    "/usr/lib/x86_64-linux-gnu/atlas/libblas.so.3, libblas.so.3",
    "/usr/lib64/atlas/libsatlas.so.3, libsatlas.so.3",
    "/opt/arm/lib/libarmpl_lp64_mp.so, libarmpl_lp64_mp.so"
  })
  void recognisesAnOptimisedLibraryByItsName(String path, String library) {
    String line = "7f00-7f01 r-xp 00000000 fe:00 123    " + path;

    assertThat(Blas.optimised(line)).contains(library);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7f00-7f01 r-xp 00000000 fe:00 123    /usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0",
        "7f00-7f01 r-xp 00000000 fe:00 123    /srv/published/libblas.so.3",
        "7f00-7f01 r-xp 00000000 fe:00 123    /home/atlas/lib/libblas.so.3",
        "7f00-7f01 r-xp 00000000 fe:00 123    /opt/mkl/reference/libblas.so",
        "7f00-7f01 r-xp 00000000 fe:00 123    /usr/lib/libpublished.so.1",
        "7f00-7f01 r-xp 00000000 fe:00 123    /tmp/libnetlibblasjni8841.so",
        "7f00-7f01 r-xp 00000000 fe:00 123    /home/openblas/lib/libc.so.6",
        "7f00-7f01 r-xp 00000000 fe:00 123    /home/openblas/libnetlibblasjni8841.so",
        "7f00-7f01 rw-p 00000000 00:00 0"
      })
  void aReferenceLibraryIsNotOptimised(String line) {
    assertThat(Blas.optimised(line)).isEmpty();
  }

  @Test
  void autoIsJavaWhereExecutorsMayHaveOtherLibraries() {
    assertThat(Blas.choose("auto", false)).isEqualTo(Blas.JAVA);
    assertThat(Blas.choose("java", true)).isEqualTo(Blas.JAVA);
  }

  @Test
  void theSameChoiceIsMadeEveryTime() {
    Blas first = Blas.choose("auto", true);
    for (int i = 0; i < 10; i++) {
      assertThat(Blas.choose("auto", true)).isEqualTo(first);
    }
  }

  @Test
  void aWrongChoiceIsRefused() {
    assertThatThrownBy(() -> Blas.choose("fast", true))
        .isInstanceOf(Blas.UnavailableException.class)
        .hasMessage("-Dridgeline.blas must be auto, native or java, but is fast");
  }

  @Test
  void theJavaOneIsDescribedByItsClass() {
    assertThat(Blas.JAVA.describe()).isEqualTo(JavaBLAS.getInstance().getClass().getSimpleName());
  }
}
