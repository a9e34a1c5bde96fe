package ridgeline.compare;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import ridgeline.select.WeakEnd;
import ridgeline.stats.Moments;
import ridgeline.stats.WeightedMean;

/**
 * A path, cross-validated and fitted to the whole training part.
 *
 * @param strengths those that were tried, strongest regularisation first
 * @param errors the cross-validated error at each strength
 * @param folds for each fold, the fits at each strength to the rows outside it
 * @param whole the fits at each strength to the whole training part
 */
@SuppressWarnings("ArrayRecordComponent")
record TunedPath(
    double elasticNetParam,
    double[] strengths,
    List<WeightedMean> errors,
    List<List<HeldOutFit>> folds,
    StrengthPath.Fits whole) {

  /** The error on a fold of a fit to the other folds. */
  private record HeldOutFit(double error, double kkt, boolean converged) {}

  /** Strengths that are kept after the smallest error of an extended path. */
  private static final int KEPT = 10;

  /**
   * Cross-validates a path, extended if its error still falls at its weakest strength, to a few
   * strengths beyond the smallest error.
   *
   * @param patience number of strengths without a smaller error after which gradient descent stops
   */
  static TunedPath of(StrengthPath path, TrainingPart training, int patience) {
    TunedPath tuned = solve(path, training, patience);
    StrengthPath extended = path.extended();
    if (tuned.weakEnd() != WeakEnd.FALLING || extended == path) {
      return tuned;
    }
    TunedPath longer = solve(extended, training, patience);
    int best = longer.best();
    int kept = Math.max(tuned.strengths.length, best + 1 + KEPT);
    return longer.upTo(Math.min(kept, longer.strengths.length));
  }

  /** The step of the smallest error of fits that all converged. */
  private int best() {
    double[] cvm = certifiedCvm();
    return IntStream.range(0, cvm.length)
        .filter(step -> !Double.isNaN(cvm[step]))
        .reduce((a, b) -> cvm[b] < cvm[a] ? b : a)
        .orElse(cvm.length - 1);
  }

  private static TunedPath solve(StrengthPath path, TrainingPart training, int patience) {
    List<List<HeldOutFit>> folds =
        IntStream.range(0, training.heldOut().size())
            .parallel()
            .mapToObj(
                fold -> validate(path, training.outside().get(fold), training.heldOut().get(fold)))
            .toList();
    double[] strengths = path.strengths();
    List<WeightedMean> errors =
        IntStream.range(0, strengths.length)
            .mapToObj(step -> WeightedMean.of(training.shares(), errors(step, folds)))
            .toList();
    TunedPath all =
        new TunedPath(path.elasticNetParam(), strengths, errors, folds, path.fit(training.all()));
    return path.stopsEarly() ? all.upTo(all.tried(patience)) : all;
  }

  private static List<HeldOutFit> validate(StrengthPath path, Moments outside, Moments heldOut) {
    StrengthPath.Fits fits = path.fit(outside);
    return fits.all().stream()
        .map(fit -> new HeldOutFit(fits.meanSquaredError(fit, heldOut), fit.kkt(), fit.converged()))
        .toList();
  }

  private TunedPath upTo(int tried) {
    return new TunedPath(
        elasticNetParam,
        Arrays.copyOf(strengths, tried),
        errors.subList(0, tried),
        folds.stream().map(fold -> fold.subList(0, tried)).toList(),
        whole);
  }

  /** Strengths tried until there was no smaller error for {@code patience} of them. */
  private int tried(int patience) {
    double[] cvm = cvm();
    int best = 0;
    for (int step = 0; step < cvm.length; step++) {
      best = cvm[step] < cvm[best] ? step : best;
      if (step - best >= patience) {
        return step + 1;
      }
    }
    return cvm.length;
  }

  private double[] cvm() {
    return errors.stream().mapToDouble(WeightedMean::value).toArray();
  }

  private static double[] errors(int step, List<List<HeldOutFit>> folds) {
    return folds.stream().mapToDouble(fold -> fold.get(step).error()).toArray();
  }

  /** Whether all fits at a strength converged. */
  boolean isCertified(int step) {
    return whole.all().get(step).converged()
        && folds.stream().allMatch(fold -> fold.get(step).converged());
  }

  /** The errors, NaN where a fit did not converge. */
  private double[] certifiedCvm() {
    double[] certified = cvm();
    for (int step = 0; step < certified.length; step++) {
      certified[step] = isCertified(step) ? certified[step] : Double.NaN;
    }
    return certified;
  }

  private WeakEnd weakEnd() {
    double[] certified = certifiedCvm();
    double weakest = strengths[strengths.length - 1];
    return WeakEnd.of(certified, certified.length, weakest, () -> Double.NaN);
  }

  /** Number of cross-validation fits that did not converge. */
  long notConverged() {
    return folds.stream().flatMap(List::stream).filter(fit -> !fit.converged()).count();
  }

  /** The smallest KKT residual of the fits outside the first fold. */
  double minKkt() {
    return folds.get(0).stream().mapToDouble(HeldOutFit::kkt).min().orElseThrow();
  }

  TunedFit.ErrorCurve curve() {
    boolean[] converged = new boolean[strengths.length];
    for (int step = 0; step < converged.length; step++) {
      converged[step] = isCertified(step);
    }
    return new TunedFit.ErrorCurve(elasticNetParam, strengths, cvm(), converged, weakEnd());
  }
}
