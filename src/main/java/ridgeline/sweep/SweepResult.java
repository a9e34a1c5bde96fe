package ridgeline.sweep;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.config.linear.EngineChoice;
import ridgeline.config.linear.RefitChoice;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.select.SelectionRule;
import ridgeline.stats.CorrelatedPair;

/**
 * All results of a fit, besides the model.
 *
 * @param engine that solved the cells, never {@link EngineChoice#AUTO}
 * @param seconds seconds by stage, in order
 */
public record SweepResult(
    EngineChoice engine,
    Features features,
    Label label,
    Rows rows,
    Validation validation,
    Refitted refit,
    Map<String, Double> seconds) {

  /**
   * The features, in the order of the model's coefficients.
   *
   * @param means weighted means
   * @param deviations population standard deviations
   * @param collinear the most strongly correlated pairs, possibly none; null if the engine does not
   *     compute them
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Features(
      List<String> names,
      double[] means,
      double[] deviations,
      @Nullable List<CorrelatedPair> collinear) {}

  /**
   * The label.
   *
   * @param mean weighted mean
   * @param deviation population standard deviation
   */
  public record Label(double mean, double deviation) {}

  /**
   * Numbers of rows.
   *
   * @param read all of them
   * @param zeroWeight those of weight 0 among them
   */
  public record Rows(long read, long zeroWeight) {}

  /**
   * The cross-validation.
   *
   * @param folds number of folds
   * @param curves one curve for each elasticNetParam
   * @param rule that chose the refitted cell
   * @param foldFits that cell, fitted to the training rows of each fold; empty unless requested
   */
  public record Validation(
      int folds, List<CvCurve> curves, SelectionRule rule, List<LinearFit> foldFits) {}

  /**
   * The refit of the chosen cell to all rows.
   *
   * @param by how the final model was fitted
   * @param difference maximum difference between MLlib's refit and the sweep's own fit of the cell,
   *     in standardised coefficients; 0 if MLlib was not used
   */
  public record Refitted(RefitChoice by, double difference) {}

  /** The cell with the smallest error. */
  public CvCell min() {
    return SelectionRule.MIN.select(validation.curves());
  }

  /**
   * The cell with the strongest regularisation within one standard error of {@link #min}, on its
   * path.
   */
  public CvCell oneSe() {
    return SelectionRule.ONE_SE.select(validation.curves());
  }

  /** The cell at which the model was refitted. */
  public CvCell selected() {
    return validation.rule().select(validation.curves());
  }

  /** Number of cells of the grid, counted in every fold and in the all-data fit. */
  public long plannedCells() {
    return validation.curves().stream().mapToLong(curve -> curve.regParams().length).sum()
        * (validation.folds() + 1);
  }

  /** Number of solved cells; the others were skipped by the stopping rule. */
  public long solvedCells() {
    return validation.curves().stream().mapToLong(curve -> curve.cells().size()).sum()
        * (validation.folds() + 1);
  }

  /**
   * Number of cells that were solved in the folds only to make sure that a path may end; they count
   * as skipped.
   */
  public long lookedAheadCells() {
    return validation.curves().stream().mapToLong(CvCurve::lookedAhead).sum() * validation.folds();
  }

  /** The largest optimality violation of any cell; NaN if the engine does not compute it. */
  public double largestKkt() {
    return validation.curves().stream()
        .flatMap(curve -> curve.cells().stream())
        .mapToDouble(CvCell::kkt)
        .reduce(0, Math::max);
  }

  /** Number of cells of the curves that did not converge in every fold. */
  public long notConverged() {
    return validation.curves().stream()
        .flatMap(curve -> curve.cells().stream())
        .filter(cell -> !cell.converged())
        .count();
  }
}
