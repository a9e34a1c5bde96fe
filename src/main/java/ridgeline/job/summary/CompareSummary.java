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
      tuned.methods().forEach(row -> out.println("  " + describe(row)));
      tuned.methods().stream()
          .filter(row -> row.weakEnd() == WeakEnd.FALLING)
          .forEach(row -> out.println("  " + stillFalling(row)));
    }
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

  private static String stillFalling(CompareReport.Row row) {
    return "%-20s its error still falls at its weakest regularisation; a weaker one may be better"
        .formatted(row.method());
  }

  private static String describe(CompareReport.Row row) {
    String regularisation =
        row.strength() == 0 ? "" : "%s %.4g".formatted(row.strengthName(), row.strength());
    if (row.elasticNetParam() != null && row.elasticNetParam() % 1 != 0) {
      regularisation += " (L1 %s)".formatted(row.elasticNetParam());
    }
    double rmse = Math.sqrt(row.testError());
    String test =
        row.testSe() == null
            ? "%.6g".formatted(rmse)
            : "%.6g +- %.2g".formatted(rmse, row.testSe() / (2 * rmse));
    return "%-20s %-29s %-14.6g %-10.6g %-22s %,7d %9.4g%s"
        .formatted(
            row.method(),
            regularisation,
            Math.sqrt(row.trainingError()),
            Math.sqrt(row.cvm()),
            test,
            row.nzero(),
            row.norm(),
            row.notConverged() == 0
                ? ""
                : "  %,d fits NOT CONVERGED".formatted(row.notConverged()));
  }
}
