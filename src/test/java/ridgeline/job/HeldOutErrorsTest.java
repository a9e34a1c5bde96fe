package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.job.failure.ExitCode;

/** The errors on held-out rows and the curvature of their means, as a sweep reports them. */
@Tag("spark")
class HeldOutErrorsTest {
  /** No feature is selected, so the means of the other folds are predicted. */
  private static final String NULL_MODEL =
      """
      name: errors
      data:
        sql: SELECT sin(id) AS x, CAST(id * id % 101 + 1 AS double) AS y, 1 + id % 3 AS w, id % 4 AS fold FROM range(400)
        label: log(y)
        numeric: [x]
        weight: w
      folds: {column: fold, count: 4}
      grid: {elasticNetParam: [1], regParam: [1000]}
      """;

  private static SweepRun sweep(Path directory, String job) throws IOException {
    Path file = Files.writeString(directory.resolve("job.yaml"), job);
    SweepRun run = SweepRun.of(file.toString(), "--out", directory.resolve("out").toString());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return run;
  }

  private static JsonNode report(Path directory) throws IOException {
    return new ObjectMapper().readTree(directory.resolve("out/sweep.json").toFile());
  }

  /** The mean, the median, and the quantiles at 90 and 95 %. */
  private static void assertErrors(JsonNode errors, double... expected) {
    assertThat(errors.path("mae").asDouble()).isCloseTo(expected[0], within(1e-9 * expected[0]));
    List<String> names = List.of("median", "p90", "p95");
    for (int k = 0; k < names.size(); k++) {
      assertThat(errors.path(names.get(k)).asDouble())
          .isCloseTo(expected[k + 1], within(expected[k + 1] / 512));
    }
  }

  /**
   * Expected values by numpy:
   *
   * <pre>
   * import numpy as np
   * i = np.arange(400); y = i * i % 101 + 1.0; w = 1 + i % 3; f = i % 4; t = np.log(y)
   * p = np.array([np.average(t[f != k], weights=w[f != k]) for k in f])
   * def out(e):
   *     r = np.sort(np.repeat(np.abs(e), w))
   *     print(r.mean(), [r[int(np.ceil(q * len(r))) - 1] for q in (0.5, 0.9, 0.95)])
   * out(t - p)
   * out(y - np.average(np.exp(t - p), weights=w) * np.exp(p))
   * </pre>
   */
  @Test
  void areThoseOfNumpyInBothUnits(@TempDir Path directory) throws IOException {
    SweepRun run = sweep(directory, NULL_MODEL);
    JsonNode errors = report(directory).path("heldOut");
    assertThat(errors.path("expression").asText()).isEqualTo("log(y)");
    assertThat(errors.path("resolution").asDouble()).isEqualTo(1.0 / 512);
    assertErrors(
        errors, 0.733232692339342, 0.6562729429421954, 1.335333278762104, 1.8602457472681313);
    assertErrors(
        report(directory).path("quantity"),
        26.95904909826506,
        28.405182255415767,
        45.68375756857393,
        46.93012314823625);
    assertThat(run.out())
        .containsPattern("held-out +absolute error of log\\(y\\): mean 0\\.733233, median 0\\.65")
        .containsPattern("in y +.*MAE 26\\.9590, median 28\\.");
  }

  /** Expected values as above, of {@code t = np.log(2 * y - 1)}. */
  @Test
  void areInTheUnitOfTheColumnWhereTheLabelScalesAndShiftsIt(@TempDir Path directory)
      throws IOException {
    sweep(directory, NULL_MODEL.replace("log(y)", "log(2 * y - 1)"));
    JsonNode quantity = report(directory).path("quantity");
    assertThat(quantity.path("expression").asText()).isEqualTo("y");
    assertThat(quantity.path("smearingFactor").asDouble())
        .isCloseTo(1.3687510862421428, within(1e-9));
    assertThat(quantity.path("bias").asDouble()).isCloseTo(0.005565476739593634, within(1e-9));
    assertThat(quantity.path("rmse").asDouble()).isCloseTo(30.26067087731613, within(1e-8));
    assertErrors(
        quantity, 26.958124587906045, 28.37672190459204, 45.702890537715994, 46.87515806547998);
  }

  @ParameterizedTest
  @CsvSource({
    "x + noise, false",
    "exp(x) + noise, true",
    "x + noise * (1 + abs(x)), false",
    "x, false",
  })
  void aBendIsHintedAtWhereThereIsOne(String label, boolean hint, @TempDir Path directory)
      throws IOException {
    sweep(
        directory,
        """
        name: curved
        data:
          sql: SELECT x, z, %s AS y FROM (SELECT randn(3) AS x, randn(5) AS z, randn(4) AS noise FROM range(0, 2000, 1, 1))
          label: y
          numeric: [x, z]
        folds: {count: 5}
        grid: {elasticNetParam: [0, 1], regParam: {count: 20}}
        select: {rule: 1se}
        """
            .formatted(label));
    JsonNode curvature = report(directory).path("heldOut").path("curvature");
    assertThat(curvature.path("hint").asBoolean()).as("%s", curvature).isEqualTo(hint);
    assertThat(curvature.isNull()).as("%s", curvature).isEqualTo(label.equals("x"));
  }
}
