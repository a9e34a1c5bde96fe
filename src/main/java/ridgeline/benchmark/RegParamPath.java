package ridgeline.benchmark;

import java.util.List;

/**
 * The values of one path of a grid.
 *
 * @param regParams decreasing
 */
record RegParamPath(double elasticNetParam, List<Double> regParams) {}
