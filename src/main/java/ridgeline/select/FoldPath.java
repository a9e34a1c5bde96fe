package ridgeline.select;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.path.LinearFit;
import ridgeline.path.PathSolver;
import ridgeline.path.Penalty;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;

/** Solves the segments of one fold, or of the all-data fit, from the fold statistics. */
public final class FoldPath {
  private final PathSolver solver;
  private final @Nullable Moments heldOut;

  private FoldPath(PathSolver solver, @Nullable Moments heldOut) {
    this.solver = solver;
    this.heldOut = heldOut;
  }

  /**
   * The paths fitted to all folds except one.
   *
   * @param fold the fold that is held out, or the number of folds for the all-data fit
   * @throws IllegalArgumentException if the label is constant in the training rows
   */
  public static FoldPath of(
      FoldMoments moments, int fold, Penalty penalty, double tol, int maxIter) {
    return fold == moments.count()
        ? new FoldPath(new PathSolver(moments.all(), penalty, tol, maxIter), null)
        : new FoldPath(
            new PathSolver(moments.training(fold), penalty, tol, maxIter), moments.heldOut(fold));
  }

  /** See {@link PathSolver#regParamMax}. */
  public double regParamMax(double elasticNetParam) {
    return solver.regParamMax(elasticNetParam);
  }

  /** The error of a fit on the held-out rows; NaN for the all-data fit. */
  public double meanSquaredError(LinearFit fit) {
    return heldOut == null ? Double.NaN : solver.meanSquaredError(fit, heldOut);
  }

  /**
   * Adds the certificate to a fit by another solver to the same rows.
   *
   * @param tol maximum optimality violation of a certified fit
   */
  public LinearFit certified(LinearFit fit, double elasticNetParam, double tol) {
    return fit.certified(solver.kkt(fit, elasticNetParam), tol);
  }

  public Segment.Solved solve(Segment segment) {
    PathSolver.Solution solved =
        solver.solve(
            segment.elasticNetParam(),
            segment.regParams(),
            segment.from(),
            segment.to(),
            segment.start());
    List<Segment.FoldCell> cells = new ArrayList<>();
    for (LinearFit fit : solved.fits()) {
      double mse = meanSquaredError(fit);
      cells.add(new Segment.FoldCell(mse, fit.kkt(), fit.iterations(), fit.converged()));
    }
    return new Segment.Solved(cells, heldOut == null ? solved.fits() : List.of(), solved.end());
  }
}
