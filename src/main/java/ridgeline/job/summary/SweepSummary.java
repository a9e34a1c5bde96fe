package ridgeline.job.summary;

import java.io.PrintStream;
import ridgeline.config.linear.RefitChoice;
import ridgeline.config.linear.RegParamConfig;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.text.Printable;
import ridgeline.report.linear.Coefficients;
import ridgeline.report.linear.CompareReport;
import ridgeline.report.linear.SweepReport;
import ridgeline.sweep.SweepResult;

/** The summary printed after a sweep. */
public final class SweepSummary {
  private static final int TERMS = 5;

  private SweepSummary() {}

  public static void print(
      SweepConfig config,
      SweepResult result,
      Coefficients coefficients,
      SweepReport report,
      String directory,
      PrintStream out) {
    SweepReport.Choice chosen = report.selected();
    double total = report.seconds().values().stream().mapToDouble(Double::doubleValue).sum();
    out.printf(
        "%n%s: %,d rows, %,d features, %d folds, engine %s, %.1f s%n",
        report.name(),
        report.rows().used(),
        report.features(),
        report.folds(),
        report.engine(),
        total);
    line(
        out,
        "chosen (" + report.rule() + ")",
        "elasticNetParam %s, regParam %.6g".formatted(chosen.elasticNetParam(), chosen.regParam()));
    line(out, "CV RMSE", rmse(chosen, result.label().deviation()));
    SweepReport.HeldOut heldOut = report.heldOut();
    if (heldOut != null) {
      line(
          out,
          "held-out",
          "absolute error of %s: mean %.6g, %s"
              .formatted(
                  heldOut.expression(),
                  heldOut.mae(),
                  quantiles(heldOut.median(), heldOut.p90(), heldOut.p95())));
    }
    SweepReport.Quantity quantity = report.quantity();
    if (quantity != null) {
      line(
          out,
          "in " + quantity.expression(),
          "RMSE %.6g, MAE %.6g, %s; mean error %+.2g; R2 %.4f%s"
              .formatted(
                  quantity.rmse(),
                  quantity.mae(),
                  quantiles(quantity.median(), quantity.p90(), quantity.p95()),
                  quantity.bias(),
                  quantity.r2(),
                  quantity.smearingFactor() == null
                      ? ""
                      : "; smearing factor %.6g".formatted(quantity.smearingFactor())));
    }
    line(
        out,
        "features",
        "%,d of %,d nonzero; the strongest: %s"
            .formatted(
                coefficients.nonzeros(), report.features(), strongest(result, coefficients)));
    line(out, "refit", refit(config, report));
    line(out, other(report), describe(report.rule().equals("min") ? report.oneSe() : report.min()));
    String weakEnd = weakEnd(config, report.minPath());
    if (!weakEnd.isEmpty()) {
      line(out, "path end", weakEnd);
    }
    line(
        out,
        "cells",
        "%,d solved, %,d skipped by early stopping%s; %s"
            .formatted(
                report.cells().solved(),
                report.cells().skipped(),
                report.cells().lookedAhead() == 0
                    ? ""
                    : ", %,d tried ahead".formatted(report.cells().lookedAhead()),
                convergence(config, report)));
    RowsLeftOut.of(report.rows()).ifPresent(text -> line(out, "rows left out", text));
    RowsLeftOut.imputed(report.rows()).ifPresent(text -> line(out, "imputed", text));
    line(out, "written to", directory);
  }

  /** An error within rounding of the label's variance has no digits to show. */
  static String rmse(SweepReport.Choice chosen, double labelDeviation) {
    double rounding = Math.sqrt(CompareReport.ROUNDING) * labelDeviation;
    return chosen.rmse() > rounding
        ? "%.6g (MSE %.6g, standard error %.2g); R2 %.4f"
            .formatted(chosen.rmse(), chosen.cvm(), chosen.cvsd(), chosen.r2())
        : "below %.1g: its square is within rounding error, %.1g of the label's variance; R2 %.4f"
            .formatted(rounding, CompareReport.ROUNDING, chosen.r2());
  }

  private static String quantiles(double median, double p90, double p95) {
    return "median %.3g, 90 %% below %.3g, 95 %% below %.3g".formatted(median, p90, p95);
  }

  private static String other(SweepReport report) {
    return report.rule().equals("min") ? "1se would be" : "min would be";
  }

  private static String refit(SweepConfig config, SweepReport report) {
    if (config.refit() == RefitChoice.STATISTICS) {
      return "the sweep's own fit";
    }
    if (report.refit().equals("statistics")) {
      return "the sweep's own fit is kept because MLlib's differs from it by %.2g in standardised coefficients"
          .formatted(report.refitDifference());
    }
    String rows = report.refit().equals("mllib-rows") ? "the rows" : "the statistics";
    return report.engine().equals("gram")
        ? "by MLlib from %s, within %.1g of the sweep's own fit in standardised coefficients"
            .formatted(rows, report.refitDifference())
        : "by MLlib from " + rows;
  }

  /**
   * What happened at the smallest regParam of the path with the lowest error; empty if nothing did.
   */
  static String weakEnd(SweepConfig config, SweepReport.GridPath path) {
    String added =
        path.added() == 0
            ? ""
            : "%,d smaller values were added, down to regParam %.6g"
                .formatted(path.added(), path.weakest());
    return switch (path.weakEnd()) {
      case INSIDE -> added.isEmpty() ? "" : added + ", where the error rises";
      case LEVEL ->
          "the error is lowest at the smallest regParam but flat there: smaller values are as good"
              + (added.isEmpty() ? "" : "; " + added);
      case FALLING ->
          "the error still falls at the smallest regParam; "
              + (added.isEmpty() ? "" : added + "; ")
              + (config.grid().regParam() instanceof RegParamConfig.Explicit
                  ? "add smaller values to grid.regParam"
                  : "set a smaller grid.regParam.minRatio");
      case UNKNOWN ->
          "the fit at the smallest regParam did not converge, so the error there is unknown"
              + (added.isEmpty() ? "" : "; " + added);
    };
  }

  private static String describe(SweepReport.Choice choice) {
    return "elasticNetParam %s, regParam %.6g, RMSE %.6g, %,d features"
        .formatted(choice.elasticNetParam(), choice.regParam(), choice.rmse(), choice.nzero());
  }

  private static String convergence(SweepConfig config, SweepReport report) {
    if (report.cells().notConverged() > 0) {
      return "%,d grid points did NOT converge and were excluded from the selection; %s"
          .formatted(
              report.cells().notConverged(),
              report.engine().startsWith("mllib") ? "set engine: gram" : "raise solver.maxIter");
    }
    return report.kkt() == null
        ? "all ended before solver.maxIter; none is certified because the statistics do not fit in memory"
        : "all converged, largest KKT residual %.1g (tol %.1g)"
            .formatted(report.kkt(), config.solver().tol());
  }

  private static String strongest(SweepResult result, Coefficients coefficients) {
    int[] order = coefficients.byImportance(result);
    StringBuilder terms = new StringBuilder();
    for (int k = 0; k < Math.min(TERMS, order.length); k++) {
      double coefficient = coefficients.values()[order[k]];
      if (coefficient != 0) {
        terms.append(k == 0 ? "" : ", ");
        terms.append("%s (%+.3g)".formatted(result.features().names().get(order[k]), coefficient));
      }
    }
    return terms.isEmpty() ? "none" : terms.toString();
  }

  private static void line(PrintStream out, String label, String text) {
    out.printf("  %-14s %s%n", label, Printable.line(text));
  }
}
