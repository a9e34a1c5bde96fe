package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static ridgeline.path.Paths.TOL;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.stats.WeightedRows;

/** Every cell satisfies the optimality conditions of the objective, computed from the rows. */
@Tag("plain")
class OptimalityTest {
  /** Rounding of sums over 80 rows, in the unit of a correlation. */
  private static final double ROUNDING = 1e-11;

  /** Coordinate descent alone would need more sweeps if features are dependent. */
  private static final int FEW = 1000;

  private static final int FEATURES = 9;
  private static final int STEPS = 15;

  static List<Penalty> penalties() {
    double[] ones = new double[FEATURES];
    Arrays.fill(ones, 1);
    double[] mixed = {1, 0, 0.5, 2, 1, 0, 10, 1, 0.1};
    List<Penalty> penalties = new ArrayList<>();
    for (boolean standardization : new boolean[] {true, false}) {
      for (boolean fitIntercept : new boolean[] {true, false}) {
        for (L2Scale l2Scale : L2Scale.values()) {
          penalties.add(new Penalty(standardization, fitIntercept, l2Scale, ones));
          penalties.add(new Penalty(standardization, fitIntercept, l2Scale, mixed));
        }
      }
    }
    return penalties;
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void everyCellIsOptimal(Penalty penalty) {
    for (long seed = 1; seed <= 2; seed++) {
      WeightedRows data = WeightedRows.correlated(seed, 80, FEATURES, 0.7);
      for (double elasticNetParam : new double[] {0, 0.3, 1}) {
        assertOptimal(data, penalty, elasticNetParam, "seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void everyCellIsOptimalWithFewerRowsThanFeatures(Penalty penalty) {
    WeightedRows data = WeightedRows.correlated(3, 6, FEATURES, 0.3);
    for (double elasticNetParam : new double[] {0, 0.3, 1}) {
      assertOptimal(data, penalty, elasticNetParam, "seed 3");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.5, 1})
  void everyCellIsOptimalWithNearlyDependentFeatures(double elasticNetParam) {
    WeightedRows data = WeightedRows.correlated(4, 80, FEATURES, 0.9999);
    assertOptimal(data, Paths.standardized(FEATURES), elasticNetParam, "seed 4");
  }

  @ParameterizedTest
  @CsvSource({"60, 0.2", "200, 0.2", "200, 1"})
  void everyCellIsOptimalWithMoreFeaturesThanTheActiveSetStartsWith(
      int features, double elasticNetParam) {
    WeightedRows data = WeightedRows.correlated(5, 100, features, 0.5);
    assertOptimal(data, Paths.standardized(features), elasticNetParam, "seed 5");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyLassoCellIsOptimalWithManyMoreCorrelatedFeaturesThanRows(long seed) {
    WeightedRows data = WeightedRows.correlated(seed, 20, 60, 0.9);
    assertOptimal(data, Paths.standardized(60), 1, "seed " + seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyCellIsOptimalWhereverTheSegmentStarts(long seed) {
    WeightedRows data = WeightedRows.correlated(seed, 80, FEATURES, 0.7);
    Penalty penalty = Paths.standardized(FEATURES);
    PathSolver solver = Paths.solver(data, penalty);
    double[] regParams = Paths.grid(solver, 0.5, STEPS);
    double[] anywhere = new Random(seed).doubles(FEATURES, -1, 1).toArray();

    List<LinearFit> fits = solver.solve(0.5, regParams, 3, STEPS, anywhere).fits();

    RowsObjective objective = new RowsObjective(data, penalty);
    assertThat(fits).hasSize(STEPS - 3);
    for (LinearFit fit : fits) {
      assertThat(objective.violation(0.5, fit)).as("seed %d", seed).isLessThan(TOL);
    }
  }

  private static void assertOptimal(
      WeightedRows data, Penalty penalty, double elasticNetParam, String description) {
    RowsObjective objective = new RowsObjective(data, penalty);
    PathSolver solver = Paths.solver(data, penalty);
    double[] regParams = Paths.grid(solver, elasticNetParam, STEPS);
    for (LinearFit fit : Paths.solve(solver, elasticNetParam, regParams)) {
      double violation = objective.violation(elasticNetParam, fit);
      String cell =
          "%s, elasticNetParam %s, regParam %s"
              .formatted(description, elasticNetParam, fit.regParam());
      assertThat(violation).as("violation, %s", cell).isLessThanOrEqualTo(TOL);
      assertThat(fit.kkt()).as("kkt, %s", cell).isCloseTo(violation, within(ROUNDING));
      assertThat(fit.converged()).as("converged, %s", cell).isTrue();
      assertThat(fit.iterations()).as("iterations, %s", cell).isLessThan(FEW);
    }
  }
}
