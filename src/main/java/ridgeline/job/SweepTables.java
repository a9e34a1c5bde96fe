package ridgeline.job;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.Writer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.spark.ml.regression.LinearRegressionModel;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.sweep.SweepResult;

/** The csv files of a sweep. Numbers are written so that they read back to the same bits. */
final class SweepTables {
  private static final String INTERCEPT = "(Intercept)";

  private SweepTables() {}

  /** One line for each solved cell. */
  static void writeCurves(SweepResult result, Writer to) {
    CsvWriter csv = csv(to);
    csv.writeHeaders(
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
    for (CvCurve curve : result.curves()) {
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
  static void writePaths(SweepResult result, Writer to) {
    CsvWriter csv = csv(to);
    csv.writeHeaders("elasticNetParam", "step", "regParam", "term", "coefficient");
    for (CvCurve curve : result.curves()) {
      for (CvCell cell : curve.cells()) {
        LinearFit fit = cell.fit();
        writeTerm(csv, cell, INTERCEPT, fit.intercept());
        for (int k = 0; k < fit.nonzeros(); k++) {
          writeTerm(csv, cell, result.terms().get(fit.indices()[k]), fit.values()[k]);
        }
      }
    }
    csv.flush();
  }

  private static void writeTerm(CsvWriter csv, CvCell cell, String term, double coefficient) {
    csv.writeRow(cell.elasticNetParam(), cell.step(), cell.regParam(), term, coefficient);
  }

  /** The refitted model: every coefficient, also in units of deviations. */
  static void writeCoefficients(SweepResult result, LinearRegressionModel model, Writer to) {
    CsvWriter csv = csv(to);
    csv.writeHeaders("term", "coefficient", "standardized");
    csv.writeRow(INTERCEPT, model.intercept(), null);
    double[] coefficients = model.coefficients().toArray();
    for (int j = 0; j < coefficients.length; j++) {
      double standardized = coefficients[j] * result.deviations()[j] / result.labelDeviation();
      csv.writeRow(result.terms().get(j), coefficients[j], standardized);
    }
    csv.flush();
  }

  private static CsvWriter csv(Writer to) {
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\n");
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    return new CsvWriter(to, settings);
  }

  /** Positions of the coefficients, the largest standardised one first. */
  static int[] byImportance(SweepResult result, LinearRegressionModel model) {
    double[] coefficients = model.coefficients().toArray();
    return IntStream.range(0, coefficients.length)
        .boxed()
        .sorted(
            Comparator.comparingDouble(j -> -Math.abs(coefficients[j] * result.deviations()[j])))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  static long nonzeros(LinearRegressionModel model) {
    return Arrays.stream(model.coefficients().toArray()).filter(value -> value != 0).count();
  }
}
