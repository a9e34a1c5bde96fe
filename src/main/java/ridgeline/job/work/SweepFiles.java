package ridgeline.job.work;

import java.io.IOException;
import org.apache.spark.ml.regression.LinearRegressionModel;
import ridgeline.job.output.OutputDirectory;
import ridgeline.report.linear.Coefficients;
import ridgeline.report.linear.SweepTables;
import ridgeline.sweep.SweepResult;

/** Writes the tables of a sweep. */
final class SweepFiles {
  private SweepFiles() {}

  static Coefficients coefficients(LinearRegressionModel regression) {
    return new Coefficients(regression.intercept(), regression.coefficients().toArray());
  }

  static void write(SweepResult result, Coefficients coefficients, OutputDirectory out)
      throws IOException {
    out.write("cv.csv", writer -> SweepTables.writeCurves(result, writer));
    out.write("path.csv", writer -> SweepTables.writePaths(result, writer));
    out.write(
        "coefficients.csv", writer -> SweepTables.writeCoefficients(result, coefficients, writer));
  }
}
