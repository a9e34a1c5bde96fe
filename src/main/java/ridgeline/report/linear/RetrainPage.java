package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import ridgeline.config.ConfigWriter;
import ridgeline.config.retrain.GateConfig;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.retrain.ValidationConfig;
import ridgeline.registry.gate.Verdict;
import ridgeline.report.HtmlPage;
import ridgeline.select.CvCurve;

/** Writes the page {@code report.html} of a retraining, a single file that needs no network. */
public final class RetrainPage {
  private RetrainPage() {}

  /** The data for the page's script. */
  private record Data(
      RetrainReport report,
      Verdict verdict,
      SweepReport sweep,
      String label,
      String job,
      GateConfig gate,
      ValidationConfig validation,
      List<CurveData> curves,
      CoefficientMoves coefficients) {}

  /**
   * Writes the page.
   *
   * @param label the label as written in the job file
   * @param sweep of the candidate before the newest partitions
   * @param curves of the same sweep
   */
  public static void write(
      RetrainConfig config,
      String label,
      RetrainReport report,
      Verdict verdict,
      SweepReport sweep,
      List<CvCurve> curves,
      CoefficientMoves coefficients,
      Writer to)
      throws IOException {
    HtmlPage.write(
        "retrain.html",
        new Data(
            report,
            verdict,
            sweep,
            label,
            ConfigWriter.render(config),
            config.gate(),
            config.validation(),
            curves.stream().map(CurveData::of).toList(),
            coefficients),
        to);
  }
}
