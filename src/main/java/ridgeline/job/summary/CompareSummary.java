package ridgeline.job.summary;

import java.io.PrintStream;
import ridgeline.config.text.Printable;
import ridgeline.report.linear.CompareReport;
import ridgeline.select.WeakEnd;

/** The summary printed after a comparison. */
public final class CompareSummary {
  private static final int MAX_COEFFICIENTS = 3;

  private CompareSummary() {}

  public static void print(CompareReport report, String directory, PrintStream out) {
    double total = report.seconds().values().stream().mapToDouble(Double::doubleValue).sum();
    out.printf(
        "%n%s: %,d rows, %,d features, %.1f s%n",
        report.name(), report.rows().used(), report.terms().size(), total);
    for (CompareReport.Fixed fit : report.fits()) {
      out.printf("  %-20s %s%n", Printable.line(fit.name()), Printable.line(describe(fit, report)));
    }
    CompareReport.Tuned tuned = report.tuned();
    if (tuned != null) {
      out.printf(
          "  tuned on %,d rows in %d folds, tested on %,d others%n",
          tuned.trainingRows(), tuned.folds(), tuned.testRows());
      out.printf(
          "  %-20s %-29s %-14s %-10s %-22s %7s %9s%n",
          "method", "regularisation", "training RMSE", "CV RMSE", "test RMSE", "nonzero", "norm");
      tuned.methods().forEach(row -> out.println("  " + describe(row, tuned.rounding())));
      if (tuned.methods().stream().anyMatch(row -> smallest(row) <= tuned.rounding())) {
        out.printf(
            "  %-20s squares within rounding error, %.1g of the label's variance%n",
            rmse(0, tuned.rounding()), CompareReport.ROUNDING);
      }
      tuned.methods().stream()
          .filter(row -> row.weakEnd() == WeakEnd.FALLING && row.cvm() > tuned.rounding())
          .forEach(row -> out.println("  " + stillFalling(row)));
    }
    RowsLeftOut.of(report.rows())
        .ifPresent(text -> out.printf("  %-20s %s%n", "rows left out", text));
    out.printf("  %-20s %s%n", "written to", Printable.line(directory));
  }

  private static String describe(CompareReport.Fixed fit, CompareReport report) {
    StringBuilder text =
        new StringBuilder(
            "RMSE %.6g, intercept %.8f".formatted(Math.sqrt(fit.trainingError()), fit.intercept()));
    for (int j = 0; j < Math.min(MAX_COEFFICIENTS, fit.coefficients().length); j++) {
      text.append(", %s %.8f".formatted(report.terms().get(j), fit.coefficients()[j]));
    }
    return text.append(fit.coefficients().length > MAX_COEFFICIENTS ? ", ..." : "")
        .append(fit.converged() ? "" : "; NOT CONVERGED, KKT residual %.1g".formatted(fit.kkt()))
        .toString();
  }

  private static double smallest(CompareReport.Row row) {
    return Math.min(row.trainingError(), Math.min(row.cvm(), row.testError()));
  }

  private static String stillFalling(CompareReport.Row row) {
    return "%-20s its error still falls at its weakest regularisation; a weaker one may be better"
        .formatted(row.method());
  }

  /** An error within rounding has no digits to show. */
  static String rmse(double error, double rounding) {
    return error > rounding
        ? "%.6g".formatted(Math.sqrt(error))
        : "<%.1g".formatted(Math.sqrt(rounding));
  }

  private static String describe(CompareReport.Row row, double rounding) {
    String regularisation =
        row.strength() == 0 ? "" : "%s %.4g".formatted(row.strengthName(), row.strength());
    if (row.elasticNetParam() != null && row.elasticNetParam() % 1 != 0) {
      regularisation += " (L1 %s)".formatted(row.elasticNetParam());
    }
    double rmse = Math.sqrt(row.testError());
    String test =
        rmse(row.testError(), rounding)
            + (row.testSe() == null ? "" : " +- %.2g".formatted(row.testSe() / (2 * rmse)));
    return "%-20s %-29s %-14s %-10s %-22s %,7d %9.4g%s"
        .formatted(
            row.method(),
            regularisation,
            rmse(row.trainingError(), rounding),
            rmse(row.cvm(), rounding),
            test,
            row.nzero(),
            row.norm(),
            row.notConverged() == 0
                ? ""
                : "  %,d fits NOT CONVERGED".formatted(row.notConverged()));
  }
}
