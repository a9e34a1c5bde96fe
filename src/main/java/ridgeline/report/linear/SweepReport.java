package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.report.JsonFile;
import ridgeline.report.Provenance;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.select.WeakEnd;
import ridgeline.stats.residual.AbsoluteErrors;
import ridgeline.stats.residual.Curvature;
import ridgeline.sweep.SweepResult;

/**
 * The content of {@code sweep.json}.
 *
 * @param grid the paths, in the order of the grid
 * @param heldOut the absolute errors of the selected cell in the unit of the label; null if
 *     held-out rows were not predicted
 * @param quantity the errors of the selected cell in the unit of the quantity that the label is a
 *     function of; null if the label is not such a function or cannot be inverted
 * @param kkt the largest KKT residual of any cell; null if the engine does not compute it
 * @param refit how the final model was fitted: {@code mllib}, {@code mllib-rows} or {@code
 *     statistics}
 * @param refitDifference maximum difference between MLlib's refit and the sweep's own fit of the
 *     cell, in standardised coefficients
 */
public record SweepReport(
    String name,
    String engine,
    RowCounts rows,
    int features,
    int folds,
    Cells cells,
    List<GridPath> grid,
    Choice min,
    Choice oneSe,
    Choice selected,
    @Nullable HeldOut heldOut,
    @Nullable Quantity quantity,
    String rule,
    Map<String, Double> seconds,
    @Nullable Double kkt,
    String refit,
    double refitDifference,
    Provenance provenance) {

  /**
   * Counts of cells, over all folds and the all-data fit.
   *
   * @param lookedAhead number of skipped cells that were solved, but not reported, to make sure
   *     that a path may end
   * @param notConverged number of grid points at which some fold did not converge
   */
  public record Cells(
      long planned, long solved, long skipped, long lookedAhead, long notConverged) {}

  /**
   * A path of the grid.
   *
   * @param values number of planned regParams
   * @param added number of them that were added because the error still fell at the end of the grid
   * @param weakest the smallest regParam
   * @param weakEnd how the error behaves at the smallest regParam
   */
  public record GridPath(
      double elasticNetParam, int values, int added, double weakest, WeakEnd weakEnd) {

    private static GridPath of(CvCurve curve) {
      double[] regParams = curve.regParams();
      return new GridPath(
          curve.elasticNetParam(),
          regParams.length,
          curve.added(),
          regParams[regParams.length - 1],
          curve.weakEnd());
    }
  }

  /** The path of the cell with the smallest error. */
  public GridPath minPath() {
    return grid.stream()
        .filter(path -> path.elasticNetParam() == min.elasticNetParam())
        .findFirst()
        .orElseThrow();
  }

  /**
   * Absolute errors on held-out rows, in the unit of the label.
   *
   * @param expression expression of the label
   * @param mae weighted mean absolute error
   * @param median weighted median of the absolute errors; 90 and 95 % of them are below {@code p90}
   *     and {@code p95}
   * @param resolution maximum relative error of these quantiles, which come from bins
   * @param curvature null if there are too few rows to detect any
   */
  public record HeldOut(
      String expression,
      double mae,
      double median,
      double p90,
      double p95,
      double resolution,
      @Nullable Curvature curvature) {

    public static HeldOut of(
        String expression, AbsoluteErrors errors, @Nullable Curvature curvature) {
      return new HeldOut(
          expression,
          errors.mean(),
          errors.quantile(0.5),
          errors.quantile(0.9),
          errors.quantile(0.95),
          AbsoluteErrors.RESOLUTION,
          curvature);
    }
  }

  /**
   * Errors on held-out rows, in the unit of the quantity that the label is a function of.
   *
   * @param expression expression of that quantity
   * @param rmse root of the weighted mean squared error
   * @param mae weighted mean absolute error
   * @param median see {@link HeldOut}
   * @param bias weighted mean of the predictions minus the observations
   * @param smearingFactor factor applied after inverting a logarithm; null for other labels
   */
  public record Quantity(
      String expression,
      double rmse,
      double mae,
      double median,
      double p90,
      double p95,
      double bias,
      double r2,
      @Nullable Double smearingFactor) {}

  /** A cell and its position on its path. */
  public record Choice(
      double elasticNetParam,
      double regParam,
      int step,
      double cvm,
      double cvsd,
      int nzero,
      double rmse,
      double r2) {

    private static Choice of(CvCell cell) {
      return new Choice(
          cell.elasticNetParam(),
          cell.regParam(),
          cell.step(),
          cell.cvm(),
          cell.cvsd(),
          cell.nzero(),
          cell.rmse(),
          cell.r2());
    }
  }

  /**
   * The report of a sweep.
   *
   * @param name of the job, or of the model
   */
  public static SweepReport of(
      String name,
      SweepResult result,
      @Nullable HeldOut heldOut,
      @Nullable Quantity quantity,
      RowCounts rows,
      Map<String, Double> seconds,
      Provenance provenance) {
    return new SweepReport(
        name,
        result.engine().toString(),
        rows,
        result.features().names().size(),
        result.validation().folds(),
        new Cells(
            result.plannedCells(),
            result.solvedCells(),
            result.plannedCells() - result.solvedCells(),
            result.lookedAheadCells(),
            result.notConverged()),
        result.validation().curves().stream().map(GridPath::of).toList(),
        Choice.of(result.min()),
        Choice.of(result.oneSe()),
        Choice.of(result.selected()),
        heldOut,
        quantity,
        result.validation().rule().toString(),
        new LinkedHashMap<>(seconds),
        Double.isNaN(result.largestKkt()) ? null : result.largestKkt(),
        result.refit().by().toString(),
        result.refit().difference(),
        provenance);
  }

  public void writeTo(Writer writer) throws IOException {
    JsonFile.write(this, writer);
  }
}
