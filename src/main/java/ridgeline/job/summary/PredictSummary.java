package ridgeline.job.summary;

import java.io.PrintStream;
import ridgeline.config.text.Printable;
import ridgeline.report.linear.PredictReport;

/** The summary printed after rows have been scored. */
public final class PredictSummary {
  private PredictSummary() {}

  /**
   * Prints the summary.
   *
   * @param model a version, or a directory
   */
  public static void print(
      PredictReport report, String model, String predictions, PrintStream out) {
    for (PredictReport.Input input : report.inputs()) {
      if (input.invalid() > 0) {
        out.printf(
            "%s: %,d rows with null, NaN or infinity%n",
            Printable.line(input.name()), input.invalid());
      }
      if (input.unseen() > 0) {
        out.printf(
            "%s: %,d rows with a level not seen in training, such as %s, which has no feature%n",
            Printable.line(input.name()),
            input.unseen(),
            Printable.line(String.valueOf(input.example())));
      }
    }
    if (report.leftOut() > 0) {
      out.printf("%,d rows left out, as in training (data.invalid: drop)%n", report.leftOut());
    }
    if (report.version() != null) {
      out.printf("scored with %s%n", Printable.line(model));
    }
    out.printf("%,d rows, predictions written to %s%n", report.rows(), Printable.line(predictions));
  }
}
