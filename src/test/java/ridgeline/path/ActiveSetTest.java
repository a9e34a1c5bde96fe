package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.stats.WeightedRows;

@Tag("plain")
class ActiveSetTest {
  /** Sums of at most a hundred products of values about 1. */
  private static final double ROUNDING = 1e-12;

  private final StandardizedProblem problem =
      Paths.problem(WeightedRows.correlated(1, 300, 100, 0.5));
  private final double[] beta = new SplittableRandom(2).doubles(100, -1, 1).toArray();
  private final double[] gradient = Paths.gradient(problem, beta);
  private final CellPenalty cell = penalty(100);

  @Test
  void saysWhetherItTookAnyIn() {
    ActiveSet active = new ActiveSet(problem);

    assertThat(active.addWhere(j -> false)).isFalse();
    assertThat(active.size()).isZero();
    assertThat(active.addWhere(j -> j < 3)).isTrue();
    assertThat(active.addWhere(j -> j < 3)).isFalse();
    assertThat(active.size()).isEqualTo(3);
    assertThat(active.addWhere(j -> j < 4)).isTrue();
    assertThat(active.size()).isEqualTo(4);
  }

  /** 100 features are more than it has room for at first. */
  @Test
  void holdsTheGramMatrixOfItsMembersInWhateverPortionsTheyCome() {
    ActiveSet active = new ActiveSet(problem);
    for (int end : new int[] {3, 64, 65, 99, 100}) {
      active.addWhere(j -> 99 - j < end);
    }

    assertThat(active.size()).isEqualTo(100);
    int[] members = members(active);
    for (int b = 0; b < 100; b++) {
      for (int a = 0; a < 100; a++) {
        assertThat(active.gram()[b * active.stride() + a])
            .isEqualTo(problem.gram(members[a], members[b]));
      }
      assertThat(active.cross(b)).isEqualTo(problem.cross()[members[b]]);
      assertThat(active.beta()[b]).isEqualTo(beta[members[b]]);
      assertThat(active.gradient()[b]).isEqualTo(gradient[members[b]]);
      assertThat(active.l1()[b]).isEqualTo(cell.l1()[members[b]]);
      assertThat(active.l2()[b]).isEqualTo(cell.l2()[members[b]]);
    }
  }

  @Test
  void theObjectiveFollowsFromCoefficientsAndGradient() {
    ActiveSet active = loaded();
    double expected = 0;
    for (int i = 0; i < 100; i++) {
      for (int j = 0; j < 100; j++) {
        expected += beta[i] * problem.gram(i, j) * beta[j] / 2;
      }
      expected -= problem.cross()[i] * beta[i];
      expected += cell.l1()[i] * Math.abs(beta[i]) + cell.l2()[i] * beta[i] * beta[i] / 2;
    }

    assertThat(active.objective()).isCloseTo(expected, within(ROUNDING * 1000));
  }

  @Test
  void aSweepKeepsTheGradientUpToDateAndLowersTheObjective() {
    ActiveSet active = loaded();
    int[] members = members(active);
    double before = active.objective();

    active.sweep(0);

    assertThat(active.objective()).isLessThan(before);
    double[] after = new double[100];
    active.store(after);
    double[] expected = Paths.gradient(problem, after);
    for (int a = 0; a < 100; a++) {
      assertThat(active.gradient()[a]).isCloseTo(expected[members[a]], within(ROUNDING));
    }
    double[] kept = Arrays.copyOf(active.gradient(), 100);
    active.refreshGradient();
    assertThat(Arrays.copyOf(active.gradient(), 100)).containsExactly(kept, within(ROUNDING));
  }

  /** For one member, the step of a coordinate is the minimum: (|r| - l1) / (1 + l2). */
  @Test
  void aSweepOverOneMemberIsItsMinimum() {
    StandardizedProblem one = Paths.problem(CorrelatedDesign.of(new double[][] {{1}}, -0.5));
    ActiveSet active = new ActiveSet(one);
    active.addWhere(j -> true);
    active.load(
        new double[1],
        one.cross().clone(),
        new CellPenalty(new double[] {0.1}, new double[] {0.25}));

    active.sweep(0.41);
    assertThat(active.beta()[0]).as("a negligible violation is left alone").isZero();
    active.sweep(0.39);

    assertThat(active.beta()[0]).isCloseTo(-0.4 / 1.25, within(ROUNDING));
    assertThat(active.violation()).isLessThan(ROUNDING);
    active.drop(0);
    assertThat(active.beta()[0]).isZero();
    assertThat(active.gradient()[0]).isCloseTo(-0.5, within(ROUNDING));
  }

  private ActiveSet loaded() {
    ActiveSet active = new ActiveSet(problem);
    active.addWhere(j -> j % 2 == 0);
    active.addWhere(j -> true);
    active.load(beta, gradient, cell);
    return active;
  }

  /** The feature of each member, known by its coefficient. */
  private int[] members(ActiveSet active) {
    active.load(beta, gradient, cell);
    List<Double> coefficients = Arrays.stream(beta).boxed().toList();
    return Arrays.stream(active.beta())
        .limit(active.size())
        .mapToInt(coefficients::indexOf)
        .toArray();
  }

  private static CellPenalty penalty(int features) {
    SplittableRandom random = new SplittableRandom(3);
    return new CellPenalty(
        random.doubles(features, 0, 0.1).toArray(), random.doubles(features, 0, 0.2).toArray());
  }
}
