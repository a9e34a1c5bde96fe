package ridgeline.report.linear;

import com.univocity.parsers.csv.CsvWriter;
import java.io.Writer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import ridgeline.compare.Comparison;
import ridgeline.compare.FixedFit;
import ridgeline.compare.TunedFit;
import ridgeline.path.LinearFit;
import ridgeline.report.CsvFile;

/** Writes the csv files of a comparison. */
public final class CompareTables {
  private CompareTables() {}

  /** One line for each tuned method. */
  public static void writeMethods(CompareReport report, Writer to) {
    CsvWriter csv =
        CsvFile.to(
            to,
            "method",
            "strengthName",
            "strength",
            "elasticNetParam",
            "cvm",
            "cvsd",
            "trainingError",
            "testError",
            "testSe",
            "nzero",
            "norm",
            "notConverged",
            "weakEnd");
    for (CompareReport.Row row : Objects.requireNonNull(report.tuned()).methods()) {
      csv.writeRow(
          row.method(),
          row.strengthName(),
          row.strength(),
          row.elasticNetParam(),
          row.cvm(),
          row.cvsd(),
          row.trainingError(),
          row.testError(),
          row.testSe(),
          row.nzero(),
          row.norm(),
          row.notConverged(),
          row.weakEnd());
    }
    csv.flush();
  }

  /** One line for each tuned method and number of training rows. */
  public static void writeLearning(Comparison comparison, Writer to) {
    CsvWriter csv =
        CsvFile.to(to, "method", "rows", "strength", "trainingError", "testError", "testSe");
    for (Comparison.LearningPoint point : comparison.learning()) {
      csv.writeRow(
          point.method().title(),
          point.rows(),
          point.strength(),
          point.trainingError(),
          point.testError(),
          CompareReport.known(point.testSe()));
    }
    csv.flush();
  }

  /** One line for each strength at which a method was tuned. */
  public static void writeCurves(Comparison comparison, Writer to) {
    CsvWriter csv =
        CsvFile.to(to, "method", "strengthName", "elasticNetParam", "strength", "cvm", "converged");
    for (TunedFit fit : comparison.fits()) {
      for (TunedFit.ErrorCurve curve : fit.curves()) {
        for (int step = 0; step < curve.strengths().length; step++) {
          csv.writeRow(
              fit.method().title(),
              fit.method().strength(),
              CompareReport.known(curve.elasticNetParam()),
              curve.strengths()[step],
              curve.cvm()[step],
              curve.converged()[step]);
        }
      }
    }
    csv.flush();
  }

  /** The intercept and every coefficient of every fit. */
  public static void writeCoefficients(
      List<String> terms, List<FixedFit> fits, @Nullable Comparison comparison, Writer to) {
    CsvWriter csv = CsvFile.to(to, "fit", "term", "coefficient");
    for (FixedFit fit : fits) {
      writeFit(csv, fit.name(), fit.fit(), terms);
    }
    for (TunedFit fit : comparison == null ? List.<TunedFit>of() : comparison.fits()) {
      writeFit(csv, fit.method().title() + " (tuned)", fit.fit(), terms);
    }
    csv.flush();
  }

  private static void writeFit(CsvWriter csv, String name, LinearFit fit, List<String> terms) {
    csv.writeRow(name, SweepTables.INTERCEPT, fit.intercept());
    double[] coefficients = fit.dense(terms.size());
    for (int j = 0; j < coefficients.length; j++) {
      csv.writeRow(name, terms.get(j), coefficients[j]);
    }
  }
}
