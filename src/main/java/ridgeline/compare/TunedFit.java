package ridgeline.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import ridgeline.path.LinearFit;
import ridgeline.select.NoCertifiedCellException;
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
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record ErrorCurve(double elasticNetParam, double[] strengths, double[] cvm) {}

  /** The smallest error and its position. */
  private record Choice(int path, int step, WeightedMean error) {}

  /** The error on a fold of a fit to the other folds. */
  private record HeldOutFit(double error, double kkt, boolean converged) {}

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
    List<ErrorCurve> curves = new ArrayList<>();
    List<StrengthPath.Fits> fits = new ArrayList<>();
    Choice best = new Choice(0, 0, new WeightedMean(Double.POSITIVE_INFINITY, Double.NaN));
    long notConverged = 0;
    double minKkt = Double.POSITIVE_INFINITY;
    for (int p = 0; p < paths.size(); p++) {
      StrengthPath path = paths.get(p);
      List<List<HeldOutFit>> folds = validate(path, training);
      double[] shares = training.shares();
      double[] cvm =
          IntStream.range(0, path.strengths().length)
              .mapToDouble(step -> WeightedMean.mean(shares, errors(step, folds)))
              .toArray();
      int tried = path.stopsEarly() ? tried(cvm, patience) : cvm.length;
      notConverged +=
          folds.stream()
              .flatMap(fold -> fold.subList(0, tried).stream())
              .filter(fit -> !fit.converged())
              .count();
      StrengthPath.Fits whole = path.fit(training.all());
      fits.add(whole);
      for (int step = 0; step < tried; step++) {
        if (cvm[step] < best.error().value() && isCertified(step, folds, whole.all())) {
          best = new Choice(p, step, WeightedMean.of(shares, errors(step, folds)));
        }
      }
      minKkt =
          Math.min(minKkt, folds.get(0).stream().mapToDouble(HeldOutFit::kkt).min().orElseThrow());
      curves.add(
          new ErrorCurve(
              path.elasticNetParam(),
              Arrays.copyOf(path.strengths(), tried),
              Arrays.copyOf(cvm, tried)));
    }
    if (best.error().value() == Double.POSITIVE_INFINITY) {
      throw new NoCertifiedCellException("the strengths of " + method.title(), minKkt);
    }
    return measured(
        method,
        paths.get(best.path()),
        fits.get(best.path()),
        best,
        training,
        test,
        notConverged,
        curves);
  }

  private static double[] errors(int step, List<List<HeldOutFit>> folds) {
    return folds.stream().mapToDouble(fold -> fold.get(step).error()).toArray();
  }

  private static boolean isCertified(
      int step, List<List<HeldOutFit>> folds, List<LinearFit> whole) {
    return whole.get(step).converged()
        && folds.stream().allMatch(fold -> fold.get(step).converged());
  }

  /** The chosen fit to the whole training part, measured on that part and on the test set. */
  private static TunedFit measured(
      Method method,
      StrengthPath path,
      StrengthPath.Fits fits,
      Choice best,
      TrainingPart training,
      List<Moments> test,
      long notConverged,
      List<ErrorCurve> curves) {
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
        notConverged,
        fit,
        curves);
  }

  /** Fits to the training rows of each fold, at every strength. */
  private static List<List<HeldOutFit>> validate(StrengthPath path, TrainingPart training) {
    return IntStream.range(0, training.heldOut().size())
        .parallel()
        .mapToObj(
            fold -> validate(path, training.outside().get(fold), training.heldOut().get(fold)))
        .toList();
  }

  private static List<HeldOutFit> validate(StrengthPath path, Moments outside, Moments heldOut) {
    StrengthPath.Fits fits = path.fit(outside);
    return fits.all().stream()
        .map(fit -> new HeldOutFit(fits.meanSquaredError(fit, heldOut), fit.kkt(), fit.converged()))
        .toList();
  }

  /** Strengths tried until there was no smaller error for {@code patience} of them. */
  private static int tried(double[] cvm, int patience) {
    int best = 0;
    for (int step = 0; step < cvm.length; step++) {
      best = cvm[step] < cvm[best] ? step : best;
      if (step - best >= patience) {
        return step + 1;
      }
    }
    return cvm.length;
  }
}
