package ridgeline.report.linear;

import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;

/**
 * A curve in columnar form. The arrays of the cells are as long as the solved path.
 *
 * @param regParams all planned values
 */
@SuppressWarnings("ArrayRecordComponent")
record CurveData(
    double elasticNetParam, double[] regParams, double[] cvm, double[] cvsd, int[] nzero) {

  static CurveData of(CvCurve curve) {
    return new CurveData(
        curve.elasticNetParam(),
        curve.regParams(),
        curve.cells().stream().mapToDouble(CvCell::cvm).toArray(),
        curve.cells().stream().mapToDouble(CvCell::cvsd).toArray(),
        curve.cells().stream().mapToInt(CvCell::nzero).toArray());
  }
}
