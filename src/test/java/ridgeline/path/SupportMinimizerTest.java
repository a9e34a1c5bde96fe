package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.stats.WeightedRows;

/** The minimum over the nonzero coefficients, with their signs held. */
@Tag("plain")
class SupportMinimizerTest {
  private static final double TARGET = 1e-12;

  /** Of values about 1 after as many roundings as there are features. */
  private static final double ROUNDING = 1e-10;

  private static final int LIMIT = 10_000;
  private static final int ROWS = 200;

  /** Where the least squares of all features have the signs of the start, they are the minimum. */
  @ParameterizedTest
  @CsvSource({"1, 3, 0.1, 0", "2, 8, 0.5, 0.01", "3, 30, 0.9, 0.2", "4, 30, 0.99999, 0"})
  void isTheSolutionOfTheNormalEquations(long seed, int features, double correlation, double l2) {
    Support support = new Support(data(seed, features, correlation), 0, l2);
    double[] expected = support.solution(IntStream.range(0, features).toArray(), new double[0]);
    support.start(Arrays.stream(expected).map(value -> value / 2).toArray());

    assertThat(support.minimize(false, LIMIT)).isPositive();

    // The condition of the correlation matrix is about features / (1 - correlation).
    double close = ROUNDING / (1 - correlation);
    assertThat(support.beta()).usingComparatorWithPrecision(close).containsExactly(expected);
    assertThat(support.violation()).isLessThan(ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void neverRaisesTheObjectiveAndMeetsTheConditionsOfWhatIsLeft(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int features = 2 + random.nextInt(40);
    Support support =
        new Support(data(seed, features, random.nextDouble()), 0.2 * random.nextDouble(), 0);
    support.start(random.doubles(features, -1, 1).toArray());
    double[] start = support.beta();
    double before = support.objective();

    support.minimize(false, LIMIT);

    assertThat(support.objective()).as("seed %d", seed).isLessThanOrEqualTo(before);
    for (int j = 0; j < features; j++) {
      // A sign is kept, or the coefficient is dropped.
      assertThat(support.beta()[j] * start[j]).as("seed %d", seed).isGreaterThanOrEqualTo(0);
    }
    assertThat(support.violationOfNonzeros()).as("seed %d", seed).isLessThan(ROUNDING);
    assertThat(support.gradientError()).as("seed %d", seed).isLessThan(ROUNDING);
  }

  @Test
  void dropsWhatWouldChangeItsSign() {
    Support support = new Support(data(21, 2, 0), 0, 0);
    double[] free = support.solution(new int[] {0, 1}, new double[0]);
    support.start(new double[] {free[0], -Math.signum(free[1]) * 1e-3});

    support.minimize(false, LIMIT);

    assertThat(support.beta()[1]).isZero();
    assertThat(support.beta()[0])
        .isEqualTo(support.solution(new int[] {0}, new double[0])[0], within(ROUNDING));
  }

  @Test
  void shrinksByTheThresholdTowardsZero() {
    int[] all = IntStream.range(0, 5).toArray();
    Support support = new Support(data(22, 5, 0.3), 1e-3, 0);
    double[] free = support.solution(all, new double[0]);
    double[] expected = support.solution(all, Arrays.stream(free).map(Math::signum).toArray());
    for (int j : all) {
      assertThat(expected[j] * free[j]).as("the threshold leaves %d its sign", j).isPositive();
    }
    support.start(free);

    support.minimize(false, LIMIT);

    assertThat(support.beta()).usingComparatorWithPrecision(ROUNDING).containsExactly(expected);
  }

  /** Equal features have no single minimum, and a factorisation that stops at the second. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsWithEqualFeaturesToo(boolean mayBeRough) {
    WeightedRows data = data(31, 6, 0.2);
    double[][] doubled =
        Arrays.stream(data.x())
            .map(row -> IntStream.range(0, 12).mapToDouble(j -> row[j / 2]).toArray())
            .toArray(double[][]::new);
    Support support = new Support(data.withFeatures(doubled), 1e-3, 0);
    support.start(new SplittableRandom(31).doubles(12, 0.1, 1).toArray());
    double before = support.objective();

    int iterations = 0;
    for (int round = 0; round < 20 && support.violationOfNonzeros() > ROUNDING; round++) {
      iterations += support.minimize(mayBeRough && round < 5, LIMIT);
    }

    assertThat(support.violationOfNonzeros()).isLessThan(ROUNDING);
    assertThat(support.objective()).isLessThan(before);
    assertThat(iterations).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void takesNoMoreThanItMay(int limit) {
    Support support = new Support(data(41, 40, 0.95), 1e-3, 0);
    support.start(new SplittableRandom(41).doubles(40, -1, 1).toArray());
    double before = support.objective();
    assertThat(support.minimize(false, limit)).isBetween(1, limit);
    assertThat(support.objective()).isLessThanOrEqualTo(before);
  }

  /**
   * Conjugate gradients need as many iterations as the preconditioned matrix has distinct
   * eigenvalues: one where features are uncorrelated, two where all pairs are correlated alike.
   */
  @ParameterizedTest
  @CsvSource({
    "0,   0,    1",
    "0,   1000, 1",
    "0.5, 0,    2",
    "0.5, 3,    2",
    "0.9, 0,    2",
  })
  void takesAsManyIterationsAsThereAreEigenvalues(double correlation, double l2, int expected) {
    double[] withLabel = {0.3, 0.25, 0.35, 0.28, 0.3};
    Support support =
        new Support(CorrelatedDesign.of(CorrelatedDesign.equal(5, correlation), withLabel), 0, l2);
    support.start(support.solution(IntStream.range(0, 5).toArray(), new double[0]), 0.5);

    assertThat(support.minimize(false, LIMIT)).isEqualTo(expected);
    assertThat(support.violation()).isLessThan(ROUNDING);
  }

  /** Scaled by its diagonal, the matrix is that of uncorrelated features. */
  @Test
  void differentShrinkagesTakeNoMoreIterations() {
    Support support =
        new Support(
            CorrelatedDesign.of(CorrelatedDesign.equal(4, 0), 0.4, 0.3, 0.2, 0.1),
            new double[4],
            new double[] {0, 10, 1000, 1e5});
    support.start(new double[] {0.1, 0.1, 0.1, 0.1});

    assertThat(support.minimize(false, LIMIT)).isEqualTo(1);
    assertThat(support.beta())
        .usingComparatorWithPrecision(ROUNDING)
        .containsExactly(0.4, 0.3 / 11, 0.2 / 1001, 0.1 / (1 + 1e5));
  }

  @Test
  void isRoughOnlyWhileTheSupportChanges() {
    WeightedRows rows = data(51, 30, 0.6);
    int[] all = IntStream.range(0, 30).toArray();

    Support holds = new Support(rows, 0, 0);
    holds.start(holds.solution(all, new double[0]), 0.9);
    holds.minimize(true, LIMIT);
    assertThat(holds.violation()).isLessThan(ROUNDING);

    double[] start = holds.beta();
    start[4] = 0;
    Support changes = new Support(rows, 0, 0);
    changes.start(start, 0.9);
    int rough = changes.minimize(true, LIMIT);
    assertThat(changes.violationOfNonzeros()).isGreaterThan(1e-6);
    changes.start(start, 0.9);
    assertThat(changes.minimize(false, LIMIT)).isGreaterThan(rough);
    assertThat(changes.violationOfNonzeros()).isLessThan(ROUNDING);

    Support staysOut = new Support(rows, thresholds(30, 4, 1), new double[30]);
    int[] others = IntStream.of(all).filter(j -> j != 4).toArray();
    staysOut.start(staysOut.solution(others, new double[0]), 0.9);
    staysOut.minimize(true, LIMIT);
    assertThat(staysOut.beta()[4]).isZero();
    assertThat(staysOut.violationOfNonzeros()).isLessThan(ROUNDING);
  }

  /**
   * The minimum is (5.5, -4.5); without its second coefficient it would be far above the start, so
   * the step ends where that one is 0, and the first moves to its own minimum.
   */
  @Test
  void movesToTheFirstZeroWhereDroppingWouldRaiseTheObjective() {
    Support support =
        new Support(CorrelatedDesign.of(CorrelatedDesign.equal(2, 0.95), 0.9, 0.75), 0, 0);
    double[] end = support.solution(new int[] {0, 1}, new double[0]);
    double[] start = {0.85, 0.01};
    assertThat(support.objectiveAt(new double[] {end[0], 0}))
        .isGreaterThan(support.objectiveAt(start));
    support.start(start);

    support.minimize(false, LIMIT);

    assertThat(support.beta()[0]).isCloseTo(0.9, within(ROUNDING));
    assertThat(support.beta()[1]).isZero();
    assertThat(support.gradientError()).isLessThan(ROUNDING);
  }

  private static double[] thresholds(int features, int feature, double threshold) {
    double[] thresholds = new double[features];
    thresholds[feature] = threshold;
    return thresholds;
  }

  private static WeightedRows data(long seed, int features, double correlation) {
    return WeightedRows.correlated(seed, ROWS, features, correlation);
  }

  /** All features of some rows, with one threshold and one shrinkage. */
  private static final class Support {
    private final StandardizedProblem problem;
    private final CellPenalty cell;
    private final int size;
    private final ActiveSet active;
    private final SupportMinimizer minimizer;

    Support(WeightedRows data, double l1, double l2) {
      this(data, Paths.filled(data.features(), l1), Paths.filled(data.features(), l2));
    }

    Support(WeightedRows data, double[] thresholds, double[] shrinkages) {
      size = data.features();
      problem = Paths.problem(data);
      cell = new CellPenalty(thresholds, shrinkages);
      active = new ActiveSet(problem);
      active.addWhere(j -> true);
      minimizer = new SupportMinimizer(active, TARGET);
    }

    void start(double[] beta, double share) {
      start(Arrays.stream(beta).map(value -> value * share).toArray());
    }

    void start(double[] beta) {
      active.load(beta, Paths.gradient(problem, beta), cell);
    }

    int minimize(boolean mayBeRough, int limit) {
      return minimizer.minimize(mayBeRough, limit);
    }

    double[] beta() {
      return Arrays.copyOf(active.beta(), size);
    }

    double objective() {
      return objectiveAt(beta());
    }

    /** {@code 1/2 b'Rb - r.b + sum_j l1 |b_j| + l2/2 b_j^2}, summed up as it stands. */
    double objectiveAt(double[] beta) {
      double value = 0;
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          value += beta[i] * problem.gram(i, j) * beta[j] / 2;
        }
        value += cell.l1()[i] * Math.abs(beta[i]) - problem.cross()[i] * beta[i];
        value += cell.l2()[i] * beta[i] * beta[i] / 2;
      }
      return value;
    }

    double violation() {
      return KktResidual.of(problem, beta(), cell);
    }

    double violationOfNonzeros() {
      double[] gradient = gradient();
      return IntStream.range(0, size)
          .filter(j -> beta()[j] != 0)
          .mapToDouble(
              j -> KktResidual.violation(cell.l1()[j], cell.l2()[j], beta()[j], gradient[j]))
          .max()
          .orElse(0);
    }

    /** By how much the gradient that is kept up to date differs from that of the coefficients. */
    double gradientError() {
      double[] gradient = gradient();
      return IntStream.range(0, size)
          .mapToDouble(j -> Math.abs(gradient[j] - active.gradient()[j]))
          .max()
          .orElseThrow();
    }

    private double[] gradient() {
      return Paths.gradient(problem, beta());
    }

    /**
     * Solves {@code (R + l2 I) b = r - l1 sign} over some features, by Gaussian elimination.
     *
     * @param signs none for no threshold
     */
    double[] solution(int[] features, double[] signs) {
      int n = features.length;
      double[][] rows = new double[n][n + 1];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          rows[i][j] =
              problem.gram(features[i], features[j]) + (i == j ? cell.l2()[features[i]] : 0);
        }
        double threshold = signs.length == 0 ? 0 : cell.l1()[features[i]] * signs[features[i]];
        rows[i][n] = problem.cross()[features[i]] - threshold;
      }
      for (int k = 0; k < n; k++) {
        for (int i = k + 1; i < n; i++) {
          double factor = rows[i][k] / rows[k][k];
          for (int j = k; j <= n; j++) {
            rows[i][j] -= factor * rows[k][j];
          }
        }
      }
      double[] solution = new double[size];
      for (int k = n - 1; k >= 0; k--) {
        double value = rows[k][n];
        for (int j = k + 1; j < n; j++) {
          value -= rows[k][j] * solution[features[j]];
        }
        solution[features[k]] = value / rows[k][k];
      }
      return solution;
    }
  }
}
