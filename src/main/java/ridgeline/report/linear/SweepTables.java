package ridgeline.report.linear;

import com.univocity.parsers.csv.CsvWriter;
import java.io.Writer;
import ridgeline.path.LinearFit;
import ridgeline.report.CsvFile;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.sweep.SweepResult;

/** Writes the csv files of a sweep. */
public final class SweepTables {
  static final String INTERCEPT = "(Intercept)";

  private SweepTables() {}

  /** One line for each solved cell. */
  public static void writeCurves(SweepResult result, Writer to) {
    CsvWriter csv =
        CsvFile.to(
            to,
            "elasticNetParam",
            "step",
            "regParam",
            "cvm",
            "cvsd",
            "nzero",
            "r2",
            "kkt",
            "iterations",
            "converged");
    for (CvCurve curve : result.validation().curves()) {
      for (CvCell cell : curve.cells()) {
        csv.writeRow(
            cell.elasticNetParam(),
            cell.step(),
            cell.regParam(),
            cell.cvm(),
            cell.cvsd(),
            cell.nzero(),
            cell.r2(),
            Double.isNaN(cell.kkt()) ? null : cell.kkt(),
            cell.iterations(),
            cell.converged());
      }
    }
    csv.flush();
  }

  /** The all-data fit of each solved cell: its intercept and its nonzero coefficients. */
  public static void writePaths(SweepResult result, Writer to) {
    CsvWriter csv = CsvFile.to(to, "elasticNetParam", "step", "regParam", "term", "coefficient");
    for (CvCurve curve : result.validation().curves()) {
      for (CvCell cell : curve.cells()) {
        LinearFit fit = cell.fit();
        writeTerm(csv, cell, INTERCEPT, fit.intercept());
        for (int k = 0; k < fit.nonzeros(); k++) {
          writeTerm(csv, cell, result.features().names().get(fit.indices()[k]), fit.values()[k]);
        }
      }
    }
    csv.flush();
  }

  private static void writeTerm(CsvWriter csv, CvCell cell, String term, double coefficient) {
    csv.writeRow(cell.elasticNetParam(), cell.step(), cell.regParam(), term, coefficient);
  }

  /** The refitted model: every coefficient, raw and standardised. */
  public static void writeCoefficients(SweepResult result, Coefficients model, Writer to) {
    CsvWriter csv = CsvFile.to(to, "term", "coefficient", "standardized");
    csv.writeRow(INTERCEPT, model.intercept(), null);
    double[] standardized = model.standardized(result);
    for (int j = 0; j < standardized.length; j++) {
      csv.writeRow(result.features().names().get(j), model.values()[j], standardized[j]);
    }
    csv.flush();
  }
}
