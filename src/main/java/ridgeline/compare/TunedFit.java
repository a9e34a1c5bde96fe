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
 * A method at the strength that cross-validation chose, fitted to the whole training part.
 *
 * @param path which of the method's paths, counted from 0
 * @param strength in the unit of the method
 * @param cvm mean over the folds, by weight, of the held-out mean squared errors
 * @param cvsd standard error of {@code cvm}
 * @param trainingError mean squared error on the training part
 * @param testError mean squared error on rows that no tuning saw
 * @param testSe standard error of {@code testError}, from the parts of the test; NaN if there is
 *     one
 * @param notConverged fits of the cross-validation that are not within the tolerance
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
   * @param elasticNetParam the share of L1; NaN for gradient descent
   * @param strengths as far as the path was walked, strongest regularisation first
   * @param cvm an error for each
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record ErrorCurve(double elasticNetParam, double[] strengths, double[] cvm) {}

  /** The least error, and where it is. */
  private record Choice(int path, int step, WeightedMean error) {}

  /** A fit without a fold, and its error on the fold. */
  private record HeldOutFit(double error, double kkt, boolean converged) {}

  /**
   * Tunes a method by cross-validation, refits it, and measures it. A strength at which a fit, in a
   * fold or to all of the training part, did not converge is not chosen.
   *
   * @param patience gradient descent ends after so many strengths without a smaller error
   * @param test parts of rows that the choice does not see
   * @throws NoCertifiedCellException if that leaves no strength
   */
  static TunedFit of(Method method, TrainingPart training, List<Moments> test, int patience) {
    List<StrengthPath> paths = method.paths(training.all());
    List<ErrorCurve> curves = new ArrayList<>();
    Choice best = new Choice(0, 0, new WeightedMean(Double.POSITIVE_INFINITY, Double.NaN));
    long notConverged = 0;
    double leastKkt = Double.POSITIVE_INFINITY;
    for (int p = 0; p < paths.size(); p++) {
      StrengthPath path = paths.get(p);
      List<List<HeldOutFit>> folds = validate(path, training);
      double[] shares = training.shares();
      WeightedMean[] errors =
          IntStream.range(0, path.strengths().length)
              .mapToObj(step -> error(step, folds, shares))
              .toArray(WeightedMean[]::new);
      double[] cvm = Arrays.stream(errors).mapToDouble(WeightedMean::value).toArray();
      int walked = path.stopsEarly() ? walked(cvm, patience) : cvm.length;
      notConverged +=
          folds.stream()
              .flatMap(fold -> fold.subList(0, walked).stream())
              .filter(fit -> !fit.converged())
              .count();
      List<LinearFit> whole = path.fit(training.all()).all();
      for (int step = 0; step < walked; step++) {
        if (cvm[step] < best.error().value() && isCertified(step, folds, whole)) {
          best = new Choice(p, step, errors[step]);
        }
      }
      leastKkt =
          Math.min(
              leastKkt, folds.get(0).stream().mapToDouble(HeldOutFit::kkt).min().orElseThrow());
      curves.add(
          new ErrorCurve(
              path.elasticNetParam(),
              Arrays.copyOf(path.strengths(), walked),
              Arrays.copyOf(cvm, walked)));
    }
    if (best.error().value() == Double.POSITIVE_INFINITY) {
      throw new NoCertifiedCellException("the strengths of " + method.title(), leastKkt);
    }
    return refit(method, paths.get(best.path()), best, training, test, notConverged, curves);
  }

  private static WeightedMean error(int step, List<List<HeldOutFit>> folds, double[] shares) {
    return WeightedMean.of(
        shares, folds.stream().mapToDouble(fold -> fold.get(step).error()).toArray());
  }

  private static boolean isCertified(
      int step, List<List<HeldOutFit>> folds, List<LinearFit> whole) {
    return whole.get(step).converged()
        && folds.stream().allMatch(fold -> fold.get(step).converged());
  }

  private static TunedFit refit(
      Method method,
      StrengthPath path,
      Choice best,
      TrainingPart training,
      List<Moments> test,
      long notConverged,
      List<ErrorCurve> curves) {
    StrengthPath.Fits fits = path.fit(training.all());
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

  /** Fits outside each fold, at every strength. */
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
  private static int walked(double[] cvm, int patience) {
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
