package ridgeline.select;

import java.io.Serializable;
import java.util.List;

/**
 * The cross-validated path of one elasticNetParam.
 *
 * @param regParams every planned value, decreasing; the last {@code added} of them were added as
 *     the error fell to the end of the grid
 * @param cells the solved cells: as many as the stopping rule let pass, strongest first
 * @param lookedAhead further steps that were solved only to make sure that the path may end, in the
 *     folds and not on all data
 * @param weakEnd how the error behaves at the weakest regParam; {@link WeakEnd#INSIDE} where the
 *     stopping rule left the path before
 */
@SuppressWarnings("ArrayRecordComponent")
public record CvCurve(
    double elasticNetParam,
    double[] regParams,
    List<CvCell> cells,
    int lookedAhead,
    int added,
    WeakEnd weakEnd)
    implements Serializable {}
