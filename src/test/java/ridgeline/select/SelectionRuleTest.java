package ridgeline.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.path.LinearFit;

@Tag("plain")
class SelectionRuleTest {
  @Test
  void minIsTheSmallestErrorOfAllPaths() {
    CvCurve a = curve(0.2, new double[] {9, 8, 7}, new double[] {5, 3, 4});
    CvCurve b = curve(0.8, new double[] {6, 5, 4}, new double[] {5, 4, 2});

    assertThat(SelectionRule.MIN.select(List.of(a, b))).isEqualTo(b.cells().get(2));
  }

  @Test
  void minIsTheLargestRegParamOfEqualErrorsOnAPath() {
    CvCurve curve = curve(1, new double[] {9, 8, 7, 6}, new double[] {5, 3, 4, 3});

    assertThat(SelectionRule.MIN.select(List.of(curve)).regParam()).isEqualTo(8);
  }

  @Test
  void minIsTheLargestRegParamOfEqualErrorsOnSeveralPaths() {
    CvCurve lasso = curve(1, new double[] {3, 2}, new double[] {5, 6});
    CvCurve ridge = curve(0.1, new double[] {30, 20}, new double[] {5, 6});

    assertThat(SelectionRule.MIN.select(List.of(lasso, ridge)).regParam()).isEqualTo(30);
    assertThat(SelectionRule.MIN.select(List.of(ridge, lasso)).regParam()).isEqualTo(30);
  }

  @Test
  void minIsNeverNaN() {
    CvCurve curve = curve(1, new double[] {9, 8, 7}, new double[] {Double.NaN, 3, Double.NaN});

    assertThat(SelectionRule.MIN.select(List.of(curve)).regParam()).isEqualTo(8);
  }

  @Test
  void oneSeIsTheLargestRegParamWithinOneStandardErrorOfTheSmallestError() {
    // The standard error of the best cell is 1.
    CvCurve curve = curve(1, new double[] {9, 8, 7, 6, 5}, new double[] {5.1, 5, 4, 4.5, 4.9});

    assertThat(SelectionRule.ONE_SE.select(List.of(curve)).regParam()).isEqualTo(8);
  }

  @Test
  void oneSeStaysOnThePathOfMin() {
    CvCurve other = curve(0.1, new double[] {90, 80}, new double[] {4.1, 4.2});
    CvCurve ofMin = curve(0.5, new double[] {9, 8, 7}, new double[] {6, 4.5, 4});

    CvCell cell = SelectionRule.ONE_SE.select(List.of(other, ofMin));

    assertThat(cell.elasticNetParam()).isEqualTo(0.5);
    assertThat(cell.regParam()).isEqualTo(8);
  }

  @Test
  void noRuleChoosesACellThatDidNotConverge() {
    CvCurve curve =
        curve(1, new double[] {9, 8, 7, 6}, new double[] {4.9, 4.8, 3, 4}, List.of(0, 2));

    assertThat(SelectionRule.MIN.select(List.of(curve)).regParam()).isEqualTo(6);
    assertThat(SelectionRule.ONE_SE.select(List.of(curve)).regParam()).isEqualTo(8);
  }

  @Test
  void failsIfNoCellConverged() {
    CvCurve curve = curve(1, new double[] {9, 8}, new double[] {4, 5}, List.of(0, 1));

    for (SelectionRule rule : SelectionRule.values()) {
      assertThatThrownBy(() -> rule.select(List.of(curve)))
          .isInstanceOf(NoCertifiedCellException.class)
          .hasMessageContaining("none of 2 grid points")
          .hasMessageContaining("solver.maxIter");
    }
  }

  private static CvCurve curve(double elasticNetParam, double[] regParams, double[] cvm) {
    return curve(elasticNetParam, regParams, cvm, List.of());
  }

  /** A curve whose standard error is 1 in the best cell and large in all others. */
  private static CvCurve curve(
      double elasticNetParam, double[] regParams, double[] cvm, List<Integer> notConverged) {
    double best =
        IntStream.range(0, cvm.length)
            .filter(step -> !notConverged.contains(step))
            .mapToDouble(step -> cvm[step])
            .min()
            .orElse(Double.NaN);
    List<CvCell> cells =
        IntStream.range(0, cvm.length)
            .mapToObj(
                step -> {
                  boolean converged = !notConverged.contains(step);
                  LinearFit fit =
                      new LinearFit(regParams[step], 0, new int[0], new double[0], 0, 1, converged);
                  double cvsd = cvm[step] == best ? 1 : 100;
                  return new CvCell(
                      elasticNetParam, step, cvm[step], cvsd, 0, 0, 1, converged, fit);
                })
            .toList();
    return new CvCurve(elasticNetParam, regParams, cells, 0, 0, WeakEnd.INSIDE);
  }
}
