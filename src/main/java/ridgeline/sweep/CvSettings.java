package ridgeline.sweep;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import ridgeline.path.Penalty;
import ridgeline.path.RegParamGrid;
import ridgeline.select.CrossValidation;
import ridgeline.select.CvCurve;
import ridgeline.select.SelectionRule;
import ridgeline.select.StoppingRule;

/**
 * What an engine is asked to do.
 *
 * @param elasticNetParams one for each path, in [0, 1]
 * @param regParams explicit values for every path, decreasing; null for a grid of {@code count}
 * @param count values of a path when {@code regParams} is null
 * @param minRatio smallest to largest value of a grid; null for glmnet's choice, from where a path
 *     goes on while its error falls
 * @param parallelism MLlib fits at a time
 * @param collectFoldFits whether to fit the chosen cell outside each fold as well
 */
@SuppressWarnings("ArrayRecordComponent")
record CvSettings(
    double[] elasticNetParams,
    double @Nullable [] regParams,
    int count,
    @Nullable Double minRatio,
    Penalty penalty,
    int folds,
    StoppingRule stopping,
    SelectionRule selection,
    double tol,
    int maxIter,
    int parallelism,
    boolean collectFoldFits) {

  /**
   * The values of every path.
   *
   * @param regParamMax where the grid of an elasticNetParam starts
   */
  double[][] paths(DoubleUnaryOperator regParamMax, long rows, int features) {
    return Arrays.stream(elasticNetParams)
        .mapToObj(a -> path(regParamMax.applyAsDouble(a), rows, features))
        .toArray(double[][]::new);
  }

  /** The curves of every elasticNetParam. */
  List<CvCurve> run(CrossValidation validation, double[][] paths, long rows, int features) {
    long trainingRows = rows - rows / folds;
    return (features < trainingRows ? validation : validation.withoutLeastSquares())
        .run(elasticNetParams, paths, extend());
  }

  /** Whether a path may go on beyond its grid: where nobody said how far it is to go. */
  private boolean extend() {
    return regParams == null && minRatio == null;
  }

  /**
   * The values of a path.
   *
   * @param regParamMax where a grid starts; 0, if no feature is related to the label, gives the one
   *     value 0
   */
  private double[] path(double regParamMax, long rows, int features) {
    if (regParams != null) {
      return regParams;
    }
    if (regParamMax == 0) {
      return new double[] {0};
    }
    double ratio = minRatio == null ? RegParamGrid.defaultMinRatio(rows, features) : minRatio;
    return RegParamGrid.logSpaced(regParamMax, ratio, count);
  }
}
