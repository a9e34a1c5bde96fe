package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.config.linear.SweepConfig;
import ridgeline.report.JsonFile;
import ridgeline.report.Provenance;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.select.WeakEnd;
import ridgeline.stats.AbsoluteErrors;
import ridgeline.stats.Curvature;
import ridgeline.sweep.SweepResult;

/**
 * The content of {@code sweep.json}.
 *
 * @param grid the paths, in the order of the grid
 * @param heldOut the absolute errors of the selected cell in the unit of the label; null if no pass
 *     predicted held-out rows
 * @param quantity the errors of the selected cell in the unit of what the label is a function of;
 *     null if the label is no such function, or there is no way back
 * @param kkt the largest certificate of any cell, null if the engine does not know it
 * @param refit what made the final model: {@code mllib}, {@code mllib-rows} or {@code statistics}
 * @param refitDifference largest difference between MLlib's refit and the sweep's own fit of the
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
   * @param lookedAhead those of the skipped that were solved, without being reported, to make sure
   *     that a path may end
   * @param notConverged grid points at which some fold did not converge
   */
  public record Cells(
      long planned, long solved, long skipped, long lookedAhead, long notConverged) {}

  /**
   * A path of the grid.
   *
   * @param values regParams planned
   * @param added values among them that were added as the error fell to the end of the grid
   * @param weakest the weakest regParam
   * @param weakEnd how the error behaves there
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

  /** The path of the cell of the smallest error. */
  public GridPath minPath() {
    return grid.stream()
        .filter(path -> path.elasticNetParam() == min.elasticNetParam())
        .findFirst()
        .orElseThrow();
  }

  /**
   * Absolute errors on held-out rows, in the unit of the label.
   *
   * @param expression of the label
   * @param mae weighted mean absolute error
   * @param median of the absolute errors, by weight; {@code p90} and {@code p95} are larger than 90
   *     and 95 % of them
   * @param resolution the largest relative error of those three, which come from bins
   * @param curvature null where there are too few rows to see any
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
   * Errors on held-out rows, in the unit of the quantity whose function is the label.
   *
   * @param expression of that quantity
   * @param rmse root of the weighted mean squared error
   * @param mae weighted mean absolute error
   * @param median see {@link HeldOut}
   * @param bias weighted mean of predictions less observations
   * @param smearingFactor by which the inverse of a logarithm is multiplied; null for other labels
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

  /** A cell, and its place on its path. */
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

  public static SweepReport of(
      SweepConfig config,
      SweepResult result,
      @Nullable HeldOut heldOut,
      @Nullable Quantity quantity,
      RowCounts rows,
      Map<String, Double> seconds,
      Provenance provenance) {
    return new SweepReport(
        config.name(),
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
