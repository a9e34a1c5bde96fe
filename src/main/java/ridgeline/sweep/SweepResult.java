package ridgeline.sweep;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.select.SelectionRule;
import ridgeline.stats.CorrelatedPair;

/**
 * Everything that a fit found out, besides the model.
 *
 * @param engine {@code gram}, {@code mllib} or {@code mllib-rows}
 * @param terms names of the features
 * @param means weighted means of the features
 * @param deviations population deviations of the features
 * @param labelMean weighted mean of the label
 * @param labelDeviation population deviation of the label
 * @param collinear the most strongly correlated pairs of features, if any are; null if the engine
 *     does not know them
 * @param rows rows read
 * @param zeroWeight rows of weight 0 among them
 * @param folds number of folds
 * @param curves one for each elasticNetParam
 * @param foldFits the selected cell, fitted outside each fold; empty unless that was asked for
 * @param selection the rule that chose the refitted cell
 * @param refit what made the final model: {@code mllib}, {@code mllib-rows} or {@code statistics}
 * @param refitDifference largest difference between MLlib's refit and the sweep's own fit of the
 *     cell, in standardised coefficients; 0 if MLlib was not asked
 * @param seconds by stage, in order
 */
@SuppressWarnings("ArrayRecordComponent")
public record SweepResult(
    String engine,
    List<String> terms,
    double[] means,
    double[] deviations,
    double labelMean,
    double labelDeviation,
    @Nullable List<CorrelatedPair> collinear,
    long rows,
    long zeroWeight,
    int folds,
    List<CvCurve> curves,
    List<LinearFit> foldFits,
    SelectionRule selection,
    String refit,
    double refitDifference,
    Map<String, Double> seconds) {

  /** The cell of the smallest error. */
  public CvCell min() {
    return SelectionRule.MIN.select(curves);
  }

  /** The strongest regularisation within one standard error of {@link #min}, on its path. */
  public CvCell oneSe() {
    return SelectionRule.ONE_SE.select(curves);
  }

  /** The cell that the model was refitted at. */
  public CvCell selected() {
    return selection.select(curves);
  }

  /** Cells of the grid, counted in every fold and in the all-data fit. */
  public long plannedCells() {
    return curves.stream().mapToLong(curve -> curve.regParams().length).sum() * (folds + 1);
  }

  /** Cells solved; the others were skipped by the stopping rule. */
  public long solvedCells() {
    return curves.stream().mapToLong(curve -> curve.cells().size()).sum() * (folds + 1);
  }

  /** Fold cells that were solved only to make sure that a path may end; part of the skipped. */
  public long lookedAheadCells() {
    return curves.stream().mapToLong(CvCurve::lookedAhead).sum() * folds;
  }

  /** The largest optimality violation of any cell; NaN if the engine does not know it. */
  public double largestKkt() {
    return curves.stream()
        .flatMap(curve -> curve.cells().stream())
        .mapToDouble(CvCell::kkt)
        .reduce(0, Math::max);
  }

  /** Cells of the curves that did not converge in every fold. */
  public long notConverged() {
    return curves.stream()
        .flatMap(curve -> curve.cells().stream())
        .filter(cell -> !cell.converged())
        .count();
  }
}
