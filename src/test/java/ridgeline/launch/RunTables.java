package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Compares the tables of two runs value by value. */
final class RunTables {
  /** Allowed difference, due to another order of sums or another BLAS. */
  private static final double SAME = 1e-10;

  private RunTables() {}

  static void assertSame(Path out, Path reference) throws IOException {
    assertSame(out, reference, "cv.csv", "path.csv", "coefficients.csv");
  }

  static void assertSame(Path out, Path reference, String... tables) throws IOException {
    for (String table : tables) {
      List<String> actual = Files.readAllLines(out.resolve(table));
      List<String> expected = Files.readAllLines(reference.resolve(table));
      assertThat(actual).as(table).hasSameSizeAs(expected);
      int iterations = List.of(expected.get(0).split(",", -1)).indexOf("iterations");
      for (int line = 0; line < expected.size(); line++) {
        String[] values = actual.get(line).split(",", -1);
        String[] others = expected.get(line).split(",", -1);
        for (int i = 0; i < others.length; i++) {
          if (i != iterations) {
            assertSame(values[i], others[i], "%s, line %d".formatted(table, line + 1));
          }
        }
      }
    }
  }

  private static void assertSame(String value, String other, String place) {
    if (value.equals(other)) {
      return;
    }
    double expected = Double.parseDouble(other);
    assertThat(Double.parseDouble(value))
        .as(place)
        .isCloseTo(expected, within(SAME * Math.max(1, Math.abs(expected))));
  }
}
