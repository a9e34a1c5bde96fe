package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.stats.WeightedRows;

@Tag("plain")
class RegParamGridTest {
  /** A few rounding errors, and the margin that raises the start above them. */
  private static final double ROUNDING = 1e-11;

  private static final int FEATURES = 6;
  private static final double[] SHARES = {1e-3, 0.01, 0.3, 0.5, 1};

  @Test
  void startsAtTheLargestSlopeOfTheLoss() {
    WeightedRows data = WeightedRows.correlated(1, 80, FEATURES, 0.5);
    double[] factors = {1, 2, 0.5, 1, 3, 1};
    Penalty penalty = new Penalty(true, true, L2Scale.MLLIB, factors);

    double largest =
        IntStream.range(0, FEATURES)
            .mapToDouble(
                j -> Math.abs(data.covariance(j, FEATURES)) / data.deviation(j) / factors[j])
            .max()
            .orElseThrow();

    assertThat(Paths.solver(data, penalty).regParamMax(1) / largest).isCloseTo(1, within(ROUNDING));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void everyPenalisedCoefficientIsZeroAtTheStartAndAboveButNotBelow(
      boolean standardization, boolean fitIntercept) {
    Penalty penalty = Penalty.uniform(FEATURES, standardization, fitIntercept, L2Scale.MLLIB);
    for (long seed = 1; seed <= 20; seed++) {
      PathSolver solver = Paths.solver(WeightedRows.correlated(seed, 80, FEATURES, 0.5), penalty);
      for (double share : SHARES) {
        double max = solver.regParamMax(share);
        String cell = "seed %d, elasticNetParam %s".formatted(seed, share);
        assertThat(nonzeros(solver, share, 2 * max)).as("twice, %s", cell).isEmpty();
        assertThat(nonzeros(solver, share, max)).as("at, %s", cell).isEmpty();
        assertThat(nonzeros(solver, share, 0.999 * max)).as("below, %s", cell).hasSize(1);
      }
    }
  }

  @Test
  void onlyUnpenalisedFeaturesAreNonzeroAtTheStart() {
    double[] factors = {1, 0, 1, 1, 0, 1};
    Penalty penalty = new Penalty(true, true, L2Scale.MLLIB, factors);
    for (long seed = 1; seed <= 20; seed++) {
      PathSolver solver = Paths.solver(WeightedRows.correlated(seed, 80, FEATURES, 0.5), penalty);
      for (double share : SHARES) {
        double max = solver.regParamMax(share);
        String cell = "seed %d, elasticNetParam %s".formatted(seed, share);
        assertThat(nonzeros(solver, share, 2 * max)).as("twice, %s", cell).containsExactly(1, 4);
        assertThat(nonzeros(solver, share, max)).as("at, %s", cell).containsExactly(1, 4);
        assertThat(nonzeros(solver, share, 0.999 * max)).as("below, %s", cell).hasSize(3);
      }
    }
  }

  @Test
  void aSmallerShareOfL1StartsHigher() {
    PathSolver solver =
        Paths.solver(WeightedRows.correlated(1, 80, FEATURES, 0.5), Paths.standardized(FEATURES));
    double lasso = solver.regParamMax(1);

    for (double share : SHARES) {
      assertThat(solver.regParamMax(share) * share / lasso).isCloseTo(1, within(ROUNDING));
    }
    assertThat(solver.regParamMax(1e-4)).isEqualTo(solver.regParamMax(1e-3));
    assertThat(solver.regParamMax(0)).isEqualTo(solver.regParamMax(1e-3));
  }

  @Test
  void startsAtZeroIfNoPenalisedFeatureVaries() {
    WeightedRows data =
        WeightedRows.correlated(1, 80, 2, 0.5).withFeature(0, x -> 3).withFeature(1, x -> 0);

    assertThat(Paths.solver(data, Paths.standardized(2)).regParamMax(1)).isEqualTo(0);
  }

  @Test
  void isLogSpacedFromTheStartToItsFraction() {
    double[] grid = RegParamGrid.logSpaced(3, 1e-4, 5);

    assertThat(grid).containsExactly(new double[] {3, 0.3, 0.03, 0.003, 0.0003}, within(ROUNDING));
    assertThat(grid[0]).isEqualTo(3);
    assertThat(grid[4]).isEqualTo(3 * 1e-4);
  }

  @Test
  void hasOnlyItsStartIfItHasOneValue() {
    assertThat(RegParamGrid.logSpaced(3, 1e-4, 1)).containsExactly(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 100, 1000})
  void decreases(int count) {
    double[] grid = RegParamGrid.logSpaced(0.7, 1e-2, count);

    assertThat(grid).hasSize(count);
    for (int i = 1; i < count; i++) {
      assertThat(grid[i]).as("value %d", i).isLessThan(grid[i - 1]);
    }
  }

  @Test
  void endsEarlierIfThereAreFewerRowsThanFeatures() {
    assertThat(RegParamGrid.defaultMinRatio(9, 10)).isEqualTo(1e-2);
    assertThat(RegParamGrid.defaultMinRatio(10, 10)).isEqualTo(1e-4);
    assertThat(RegParamGrid.defaultMinRatio(3_000_000_000L, 10)).isEqualTo(1e-4);
  }

  private static int[] nonzeros(PathSolver solver, double elasticNetParam, double regParam) {
    return Paths.solve(solver, elasticNetParam, regParam).get(0).indices();
  }
}
