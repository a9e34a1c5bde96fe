package ridgeline.select;

import java.io.Serializable;
import java.util.List;

/**
 * The cross-validated path of one elasticNetParam.
 *
 * @param regParams all planned values, decreasing; the last {@code added} of them were added
 *     because the error still fell at the end of the grid
 * @param cells the cells solved before the stopping rule ended the path, strongest first
 * @param lookedAhead number of further steps that were solved, in the folds only, to make sure that
 *     the path may end
 * @param weakEnd how the error behaves at the smallest regParam; {@link WeakEnd#INSIDE} if the
 *     stopping rule ended the path earlier
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
