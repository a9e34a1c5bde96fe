package ridgeline.report.linear;

import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;

/**
 * A curve, by columns; those of the cells are as long as the path that was solved.
 *
 * @param regParams every planned value
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
