package ridgeline.job;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
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
 * @param refit what made the final model, {@code mllib} or {@code statistics}
 * @param refitDifference largest difference between MLlib's refit and the sweep's own fit of the
 *     cell, in standardised coefficients
 */
record SweepReport(
    String name,
    String engine,
    Rows rows,
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

  record Rows(long read, long used, long dropped, long zeroWeight) {}

  /**
   * Counts of cells, over all folds and the all-data fit.
   *
   * @param lookedAhead those of the skipped that were solved, without being reported, to make sure
   *     that a path may end
   * @param notConverged grid points at which some fold did not converge
   */
  record Cells(long planned, long solved, long skipped, long lookedAhead, long notConverged) {}

  record Choice(
      double elasticNetParam,
      double regParam,
      int step,
      double cvm,
      double cvsd,
      int nzero,
      double rmse,
      double r2) {

    static Choice of(CvCell cell) {
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

  record Provenance(
      String ridgeline,
      String spark,
      String java,
      String blas,
      String master,
      String applicationId,
      String started,
      String configHash,
      long seed,
      List<String> input) {}

  static SweepReport of(
      SweepConfig config,
      SweepResult result,
      long dropped,
      Map<String, Double> seconds,
      Provenance provenance) {
    return new SweepReport(
        config.name(),
        result.engine(),
        new Rows(
            result.rows() + dropped,
            result.rows() - result.zeroWeight(),
            dropped,
            result.zeroWeight()),
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

  static String timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  void writeTo(Writer writer) throws IOException {
    JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValue(writer, this);
  }
}
