package ridgeline.select;

import java.io.Serializable;
import java.util.List;

/**
 * The cross-validated path of one elasticNetParam.
 *
 * @param regParams every planned value, decreasing
 * @param cells the solved cells: as many as the stopping rule let pass, strongest first
 * @param lookedAhead further steps that were solved only to make sure that the path may end, in the
 *     folds and not on all data
 */
@SuppressWarnings("ArrayRecordComponent")
public record CvCurve(
    double elasticNetParam, double[] regParams, List<CvCell> cells, int lookedAhead)
    implements Serializable {}
