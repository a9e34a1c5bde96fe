package ridgeline.sweep.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import ridgeline.path.Penalty;
import ridgeline.path.RegParamGrid;
import ridgeline.select.CrossValidation;
import ridgeline.select.CvCurve;
import ridgeline.select.CvProgress;
import ridgeline.select.SegmentSolver;
import ridgeline.select.SelectionRule;
import ridgeline.select.StoppingRule;

/**
 * The settings of an engine.
 *
 * @param elasticNetParams one value for each path, in [0, 1]
 * @param regParams explicit values for every path, decreasing; null for a grid of {@code count}
 * @param count number of values of a path if {@code regParams} is null
 * @param minRatio ratio of the smallest to the largest value of a grid; null for glmnet's choice,
 *     beyond which a path is extended while its error falls
 * @param foldKeys what the caller sets of the folds
 * @param parallelism number of concurrent MLlib fits
 * @param collectFoldFits whether to also fit the chosen cell to the training rows of each fold
 */
@SuppressWarnings("ArrayRecordComponent")
public record CvSettings(
    double[] elasticNetParams,
    double @Nullable [] regParams,
    int count,
    @Nullable Double minRatio,
    Penalty penalty,
    int folds,
    FoldKeys foldKeys,
    StoppingRule stopping,
    SelectionRule selection,
    double tol,
    int maxIter,
    int parallelism,
    boolean collectFoldFits) {

  /**
   * The values of every path.
   *
   * @param regParamMax the largest regParam of the grid of an elasticNetParam
   */
  double[][] paths(DoubleUnaryOperator regParamMax, long rows, int features) {
    return Arrays.stream(elasticNetParams)
        .mapToObj(a -> path(regParamMax.applyAsDouble(a), rows, features))
        .toArray(double[][]::new);
  }

  /**
   * Cross-validates every elasticNetParam.
   *
   * @param stepsAtOnce as in {@link CrossValidation}
   * @param paths the regParams of each elasticNetParam, decreasing
   * @return the curves, in the order of {@code elasticNetParams}
   */
  List<CvCurve> run(
      SegmentSolver solver,
      int stepsAtOnce,
      LabelStatistics label,
      int features,
      double[][] paths,
      Consumer<CvProgress> progress) {
    CrossValidation validation =
        new CrossValidation(
            label.weights(), label.variance(), stopping, stepsAtOnce, solver, progress);
    long trainingRows = label.rows() - label.rows() / folds;
    return (features < trainingRows ? validation : validation.withoutLeastSquares())
        .run(elasticNetParams, paths, extend());
  }

  /** Whether a path may be extended beyond its grid: if the user set no end. */
  private boolean extend() {
    return regParams == null && minRatio == null;
  }

  /**
   * The values of a path.
   *
   * @param regParamMax the largest regParam of the grid; if it is 0, because no feature is
   *     correlated with the label, the only value is 0
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
