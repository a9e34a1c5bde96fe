package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.compare.Comparison;
import ridgeline.compare.FixedFit;
import ridgeline.compare.Split;
import ridgeline.compare.TunedFit;
import ridgeline.config.compare.CompareConfig;
import ridgeline.report.JsonFile;
import ridgeline.report.Provenance;
import ridgeline.select.WeakEnd;

/**
 * The content of {@code compare.json}.
 *
 * @param fits fits of all rows at given strengths, the one without a penalty first
 * @param tuned methods tuned on one part of the rows and evaluated on the rest; null if there are
 *     none
 */
public record CompareReport(
    String name,
    RowCounts rows,
    List<String> terms,
    List<Fixed> fits,
    @Nullable Tuned tuned,
    Map<String, Double> seconds,
    Provenance provenance) {

  /**
   * A fit at a given regularisation strength.
   *
   * @param kkt its certificate, see {@link ridgeline.path.LinearFit}
   * @param converged whether {@code kkt} is within the tolerance
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Fixed(
      String name,
      double elasticNetParam,
      double regParam,
      double intercept,
      double[] coefficients,
      double trainingError,
      double kkt,
      boolean converged) {

    private static Fixed of(FixedFit fit, int features) {
      return new Fixed(
          fit.name(),
          fit.elasticNetParam(),
          fit.regParam(),
          fit.fit().intercept(),
          fit.fit().dense(features),
          fit.trainingError(),
          fit.fit().kkt(),
          fit.fit().converged());
    }
  }

  /**
   * The tuned methods.
   *
   * @param trainingRows number of rows for tuning and training
   * @param testRows number of rows in the test set
   * @param testParts number of parts of the test set, from which {@link Row#testSe} is estimated
   * @param rounding the mean squared error below which there is only rounding error
   */
  public record Tuned(
      int folds,
      long trainingRows,
      long testRows,
      int testParts,
      double rounding,
      List<Row> methods) {}

  /** The relative rounding error of sums of squares: sixteen units in the last place. */
  public static final double ROUNDING = Math.scalb(1.0, -48);

  /**
   * A tuned method; errors are mean squared errors.
   *
   * @param strengthName the method's name for its strength
   * @param elasticNetParam the L1 share; null for gradient descent
   * @param testSe standard error of {@code testError}; null if unknown, or if the error is rounding
   * @param nzero number of nonzero coefficients
   * @param norm L2 norm of the standardised coefficients
   * @param notConverged number of fits that did not converge
   * @param weakEnd how the error behaves at the weakest strength of the chosen path
   */
  public record Row(
      String method,
      String strengthName,
      double strength,
      @Nullable Double elasticNetParam,
      double cvm,
      double cvsd,
      double trainingError,
      double testError,
      @Nullable Double testSe,
      int nzero,
      double norm,
      long notConverged,
      WeakEnd weakEnd) {

    private static Row of(TunedFit fit, Comparison comparison, double rounding) {
      return new Row(
          fit.method().title(),
          fit.method().strength(),
          fit.strength(),
          known(fit.curves().get(fit.path()).elasticNetParam()),
          fit.cvm(),
          fit.cvsd(),
          fit.trainingError(),
          fit.testError(),
          fit.testError() > rounding ? known(fit.testSe()) : null,
          fit.fit().nonzeros(),
          comparison.norm(fit.fit()),
          fit.notConverged(),
          fit.weakEnd());
    }
  }

  static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /** Creates the report of a comparison. */
  public static CompareReport of(
      CompareConfig config,
      List<String> terms,
      RowCounts rows,
      Split split,
      List<FixedFit> fits,
      @Nullable Comparison comparison,
      Map<String, Double> seconds,
      Provenance provenance) {
    double rounding = comparison == null ? 0 : ROUNDING * Math.pow(comparison.labelDeviation(), 2);
    return new CompareReport(
        config.name(),
        rows,
        terms,
        fits.stream().map(fit -> Fixed.of(fit, terms.size())).toList(),
        comparison == null
            ? null
            : new Tuned(
                split.folds(),
                comparison.trainingRows(),
                comparison.testRows(),
                comparison.testParts(),
                rounding,
                comparison.fits().stream().map(fit -> Row.of(fit, comparison, rounding)).toList()),
        new LinkedHashMap<>(seconds),
        provenance);
  }

  public void writeTo(Writer writer) throws IOException {
    JsonFile.write(this, writer);
  }
}
