package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.failure.ExitCode;

/**
 * Complete sweeps of tables with linearly dependent features, compared with glmnet 4.1-6 and
 * coordinate descent on the documented objective, which agree to 1e-9.
 */
@Tag("spark")
class DependentFeaturesJobTest {
  private static final double TEN_DIGITS = 1e-9;
  private static final double SEVEN_DIGITS = 1e-6;

  @TempDir private Path directory = Path.of("");

  /** {@code used + free} is constant, and the deviations reach from 1e-3 to 1e9. */
  @Test
  void aPenaltyHoldsWhereColumnsOfVeryDifferentSizeAreDependent() throws IOException {
    sweep(
        """
        name: collinear
        data: {path: %s, label: y, numeric: [ratio, used, free]}
        folds: {count: 4, column: f}
        grid: {elasticNetParam: [0], regParam: [1, 0.01, 0.0001], standardization: false, l2Scale: plain}
        earlyStopping: {enabled: false}
        refit: statistics
        """,
        "collinear.csv");

    double[] ratio = coefficients("0.0,", "ratio");
    double[] expected = {0.001074936162, 0.1074878998, 10.69193183};
    for (int step = 0; step < expected.length; step++) {
      assertThat(ratio[step] / expected[step]).as("step %d", step).isCloseTo(1, within(TEN_DIGITS));
    }
    assertThat(column("cv.csv", 3))
        .containsExactly(new double[] {2.286472, 2.286243, 2.263486}, within(SEVEN_DIGITS));
    assertThat(
            new JsonMapper()
                .readTree(directory.resolve("out/sweep.json").toFile())
                .path("cells")
                .path("notConverged")
                .asInt(-1))
        .isEqualTo(0);
  }

  /** No level of a category is penalised, and the levels add up to 1. */
  @Test
  void aPenaltyHoldsWhereTheLevelsOfACategoryHaveNone() throws IOException {
    sweep(
        """
        name: levels
        data: {path: %s, label: y, numeric: [x], categorical: [c]}
        folds: {count: 4, column: f}
        grid:
          elasticNetParam: [0, 0.5, 1]
          regParam: [2, 1, 0.5]
          penaltyFactor: {"c=L0": 0, "c=L1": 0, "c=L2": 0}
        earlyStopping: {enabled: false}
        refit: statistics
        """,
        "penalty-factor.csv");

    assertThat(coefficients("0.0,", "x"))
        .containsExactly(
            new double[] {0.9957318450, 1.2902937499, 1.5142733509}, within(TEN_DIGITS));
    assertThat(column("cv.csv", 7)).hasSize(9);
    assertThat(Arrays.stream(column("cv.csv", 7)).max().orElseThrow()).isLessThan(1e-7);
  }

  private void sweep(String job, String table) throws IOException {
    Path rows = directory.resolve(table);
    try (var in = getClass().getResourceAsStream("/golden/rows/" + table)) {
      Files.copy(in, rows);
    }
    Path file = Files.writeString(directory.resolve("job.yaml"), job.formatted(rows));
    SweepRun run = SweepRun.of(file.toString(), "--out", directory.resolve("out").toString());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
  }

  /** The coefficients of a term along a path, from path.csv. */
  private double[] coefficients(String elasticNetParam, String term) throws IOException {
    return lines("path.csv")
        .filter(line -> line.startsWith(elasticNetParam))
        .map(line -> List.of(line.split(",", -1)))
        .filter(values -> values.get(3).equals(term))
        .mapToDouble(values -> Double.parseDouble(values.get(4)))
        .toArray();
  }

  private double[] column(String file, int column) throws IOException {
    return lines(file)
        .skip(1)
        .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[column]))
        .toArray();
  }

  private Stream<String> lines(String file) throws IOException {
    return Files.readAllLines(directory.resolve("out").resolve(file)).stream();
  }
}
