package ridgeline.report;

import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.config.SweepConfig;
import ridgeline.select.CvCell;
import ridgeline.select.SelectionRule;
import ridgeline.sweep.SweepResult;

/**
 * The content of {@code sweep.json}.
 *
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
    Choice min,
    Choice oneSe,
    Choice selected,
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
      RowCounts rows,
      Map<String, Double> seconds,
      Provenance provenance) {
    return new SweepReport(
        config.name(),
        result.engine(),
        rows,
        result.terms().size(),
        result.folds(),
        new Cells(
            result.plannedCells(),
            result.solvedCells(),
            result.plannedCells() - result.solvedCells(),
            result.lookedAheadCells(),
            result.notConverged()),
        Choice.of(result.min()),
        Choice.of(result.oneSe()),
        Choice.of(result.selected()),
        result.selection() == SelectionRule.ONE_SE ? "1se" : "min",
        new LinkedHashMap<>(seconds),
        Double.isNaN(result.largestKkt()) ? null : result.largestKkt(),
        result.refit(),
        result.refitDifference(),
        provenance);
  }

  public void writeTo(Writer writer) throws IOException {
    JsonFile.write(this, writer);
  }
}
