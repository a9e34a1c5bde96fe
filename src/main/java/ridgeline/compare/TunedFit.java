package ridgeline.compare;

import java.util.List;
import ridgeline.path.LinearFit;
import ridgeline.select.NoCertifiedCellException;
import ridgeline.select.WeakEnd;
import ridgeline.stats.Moments;
import ridgeline.stats.WeightedMean;

/**
 * A method at the regularisation strength chosen by cross-validation, fitted to the whole training
 * part.
 *
 * @param path index of the chosen path among the method's paths
 * @param strength the chosen strength, in the unit of the method
 * @param cvm weighted mean over the folds of the held-out mean squared errors
 * @param cvsd standard error of {@code cvm}
 * @param trainingError mean squared error on the training part
 * @param testError mean squared error on the test set
 * @param testSe standard error of {@code testError}, from the parts of the test set; NaN if there
 *     is only one
 * @param notConverged number of cross-validation fits that did not converge
 * @param curves cross-validated errors along each path
 */
public record TunedFit(
    Method method,
    int path,
    double strength,
    double cvm,
    double cvsd,
    double trainingError,
    double testError,
    double testSe,
    long notConverged,
    LinearFit fit,
    List<ErrorCurve> curves) {

  /**
   * Cross-validated errors along a path.
   *
   * @param elasticNetParam the L1 share; NaN for gradient descent
   * @param strengths the strengths that were tried, strongest regularisation first
   * @param cvm the error at each strength
   * @param converged whether all fits at each strength converged
   * @param weakEnd how the error behaves at the weakest strength
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record ErrorCurve(
      double elasticNetParam,
      double[] strengths,
      double[] cvm,
      boolean[] converged,
      WeakEnd weakEnd) {}

  /** The smallest error and its position. */
  private record Choice(int path, int step, WeightedMean error) {}

  /** How the error of the method's path behaves at its weakest strength. */
  public WeakEnd weakEnd() {
    return curves.get(path).weakEnd();
  }

  /**
   * Tunes a method by cross-validation, refits it and evaluates it on the test set. A strength is
   * not chosen if its fit to a fold's training rows or to the whole training part did not converge.
   *
   * @param patience number of strengths without a smaller error after which gradient descent stops
   * @param test the parts of the test set
   * @throws NoCertifiedCellException if no strength is left
   */
  static TunedFit of(Method method, TrainingPart training, List<Moments> test, int patience) {
    return of(method, method.paths(training.all()), training, test, patience);
  }

  /** Tunes a method over given paths. */
  static TunedFit of(
      Method method,
      List<StrengthPath> paths,
      TrainingPart training,
      List<Moments> test,
      int patience) {
    List<TunedPath> tuned =
        paths.stream().map(path -> TunedPath.of(path, training, patience)).toList();
    Choice best = new Choice(0, 0, new WeightedMean(Double.POSITIVE_INFINITY, Double.NaN));
    for (int p = 0; p < tuned.size(); p++) {
      for (int step = 0; step < tuned.get(p).strengths().length; step++) {
        WeightedMean error = tuned.get(p).errors().get(step);
        if (error.value() < best.error().value() && tuned.get(p).isCertified(step)) {
          best = new Choice(p, step, error);
        }
      }
    }
    if (best.error().value() == Double.POSITIVE_INFINITY) {
      double minKkt = tuned.stream().mapToDouble(TunedPath::minKkt).min().orElseThrow();
      throw new NoCertifiedCellException("the strengths of " + method.title(), minKkt);
    }
    return measured(method, tuned, best, training, test);
  }

  /** The chosen fit to the whole training part, measured on that part and on the test set. */
  private static TunedFit measured(
      Method method,
      List<TunedPath> tuned,
      Choice best,
      TrainingPart training,
      List<Moments> test) {
    TunedPath path = tuned.get(best.path());
    StrengthPath.Fits fits = path.whole();
    LinearFit fit = fits.all().get(best.step());
    Moments unseen = test.stream().reduce(Moments.empty(training.all().features()), Moments::merge);
    WeightedMean testError =
        WeightedMean.of(
            test.stream().mapToDouble(part -> part.weight() / unseen.weight()).toArray(),
            test.stream().mapToDouble(part -> fits.meanSquaredError(fit, part)).toArray());
    return new TunedFit(
        method,
        best.path(),
        path.strengths()[best.step()],
        best.error().value(),
        best.error().standardError(),
        fits.meanSquaredError(fit, training.all()),
        fits.meanSquaredError(fit, unseen),
        testError.standardError(),
        tuned.stream().mapToLong(TunedPath::notConverged).sum(),
        fit,
        tuned.stream().map(TunedPath::curve).toList());
  }
}
