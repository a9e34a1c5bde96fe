package ridgeline.benchmark.table;

import java.util.Arrays;
import java.util.List;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;

/**
 * The values of one path of a grid, with the errors found by the sweep.
 *
 * @param regParams decreasing
 * @param cvm the cross-validated errors of the solved cells, in the order of {@code regParams}
 */
public record RegParamPath(double elasticNetParam, List<Double> regParams, List<Double> cvm) {
  public static RegParamPath of(CvCurve curve) {
    return new RegParamPath(
        curve.elasticNetParam(),
        Arrays.stream(curve.regParams()).boxed().toList(),
        curve.cells().stream().map(CvCell::cvm).toList());
  }
}
