package ridgeline.linalg;

import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which BLAS computes cross-products. The driver chooses once, by what is installed and never by a
 * timing, and its tasks use the same, so that all of them round alike.
 */
public enum Blas {
  JAVA,
  NATIVE;

  /**
   * The system property of the driver that chooses: {@code auto}, {@code native} or {@code java}.
   */
  public static final String PROPERTY = "ridgeline.blas";

  /** Lists the libraries that this process has loaded, on Linux. */
  private static final Path LOADED = Path.of("/proc/self/maps");

  /**
   * A word in the name of an optimised BLAS, or of its directory; a reference BLAS is slower than
   * the Java one.
   */
  private static final Pattern OPTIMISED =
      Pattern.compile(
          "(?<![a-z0-9])(?:lib)?(?:openblas[op]?|mkl|blis|[st]?atlas|armpl)(?:64)?(?![a-z0-9])");

  /** File names of BLAS libraries, except netlib's own JNI bridge to them. */
  private static final Pattern LIBRARY =
      Pattern.compile("lib(?!netlib).*(?:blas|mkl|blis|atlas|armpl).*");

  /** The property has an unknown value, or names a BLAS that is not installed. */
  public static final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnavailableException(String message) {
      super(message);
    }
  }

  /**
   * The BLAS that the property chooses. {@code auto} takes a native BLAS if it is an optimised one
   * and all tasks run in this process; executors on other hosts may have different libraries.
   *
   * @param oneProcess whether all tasks run in this process
   */
  public static Blas choose(boolean oneProcess) {
    return choose(System.getProperty(PROPERTY, "auto"), oneProcess);
  }

  static Blas choose(String property, boolean oneProcess) {
    return switch (property.toLowerCase(Locale.ROOT)) {
      case "java" -> JAVA;
      case "native" -> {
        nativeBlas();
        yield NATIVE;
      }
      case "auto" -> oneProcess && optimisedLibrary().isPresent() ? NATIVE : JAVA;
      default ->
          throw new UnavailableException(
              "-D%s must be auto, native or java, but is %s".formatted(PROPERTY, property));
    };
  }

  /** The native BLAS of this process. */
  static NativeBLAS nativeBlas() {
    try {
      return NativeBLAS.getInstance();
    } catch (RuntimeException | LinkageError e) {
      throw new UnavailableException(
          "-D%s is native, but a process of this job finds no native BLAS; install one on every host, or set java"
              .formatted(PROPERTY));
    }
  }

  /** Its class and, for a native BLAS, the library if it is known. */
  public String describe() {
    return this == JAVA
        ? JavaBLAS.getInstance().getClass().getSimpleName()
        : nativeBlas().getClass().getSimpleName()
            + optimisedLibrary().map(library -> " " + library).orElse("");
  }

  /**
   * File name of the optimised BLAS that this process has loaded; empty if none, or not on Linux.
   */
  private static Optional<String> optimisedLibrary() {
    try {
      NativeBLAS.getInstance();
    } catch (RuntimeException | LinkageError e) {
      return Optional.empty();
    }
    if (!Files.isReadable(LOADED)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(LOADED)) {
      return lines.flatMap(line -> optimised(line).stream()).sorted().findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file name in a line of {@link #LOADED}, if it is that of an optimised BLAS. */
  static Optional<String> optimised(String line) {
    String path = line.substring(Math.max(0, line.indexOf('/')));
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    String withDirectory = path.substring(path.lastIndexOf('/', slash - 1) + 1);
    return OPTIMISED.matcher(withDirectory).find() && LIBRARY.matcher(name).matches()
        ? Optional.of(name)
        : Optional.empty();
  }
}
