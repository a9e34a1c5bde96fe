package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.compare.Comparison;
import ridgeline.compare.TunedFit;
import ridgeline.report.HtmlPage;

/** Writes the page {@code report.html} of a comparison, a single file that needs no network. */
public final class ComparePage {
  private ComparePage() {}

  /**
   * The data for the page's script.
   *
   * @param points values of the feature and the label, if there is only one feature
   */
  private record Data(
      CompareReport report,
      String label,
      String job,
      List<double[]> points,
      List<MethodData> methods,
      List<LearningData> learning,
      List<Comparison.DescentVersusRidge> descentVersusRidge) {}

  /**
   * @param standardized standardised coefficients, one for each term
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record MethodData(
      String method, double[] standardized, List<TunedFit.ErrorCurve> curves) {}

  /**
   * @param testSe standard error of {@code testError}; null if unknown
   */
  private record LearningData(
      String method, long rows, double trainingError, double testError, @Nullable Double testSe) {}

  /**
   * Writes the page.
   *
   * @param points values of the feature and the label, if there is only one feature
   */
  public static void write(
      CompareReport report,
      String label,
      @Nullable Comparison comparison,
      List<double[]> points,
      String job,
      Writer to)
      throws IOException {
    HtmlPage.write(
        "compare.html",
        new Data(
            report,
            label,
            job,
            points,
            comparison == null ? List.of() : methods(comparison),
            comparison == null ? List.of() : learning(comparison),
            comparison == null ? List.of() : comparison.descentVersusRidge()),
        to);
  }

  private static List<MethodData> methods(Comparison comparison) {
    return comparison.fits().stream()
        .map(
            fit ->
                new MethodData(
                    fit.method().title(), comparison.standardized(fit.fit()), fit.curves()))
        .toList();
  }

  private static List<LearningData> learning(Comparison comparison) {
    return comparison.learning().stream()
        .map(
            point ->
                new LearningData(
                    point.method().title(),
                    point.rows(),
                    point.trainingError(),
                    point.testError(),
                    CompareReport.known(point.testSe())))
        .toList();
  }
}
