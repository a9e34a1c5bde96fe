package ridgeline.job.summary;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigWriter;
import ridgeline.config.text.Printable;
import ridgeline.neural.network.LayerShape;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.TrainingResult;
import ridgeline.report.neural.TrainReport;

/** What is printed before and after training. */
public final class TrainSummary {
  private TrainSummary() {}

  /** Prints the layers with their output shapes and numbers of parameters. */
  public static void printNetwork(NetworkArchitecture architecture, PrintStream out) {
    out.printf(
        "%-28s %-14s %,12d parameters%n",
        "network", LayerShape.text(architecture.input()), architecture.parameters());
    for (LayerShape layer : architecture.layers()) {
      out.printf(
          "  %-26s %-14s %,12d%n",
          ConfigWriter.oneLine(layer.layer()), LayerShape.text(layer.output()), layer.parameters());
    }
  }

  public static void print(TrainReport report, String directory, PrintStream out) {
    double total = report.seconds().values().stream().mapToDouble(Double::doubleValue).sum();
    out.printf(
        "%n%s: %,d training rows, %,d parameters, %d epochs%s, %.1f s%n",
        report.name(),
        report.rows().training(),
        report.parameters(),
        report.epochs(),
        report.stoppedEarly() ? " (stopped early)" : "",
        total);
    EpochResult chosen = report.chosen();
    line(out, "weights of", "epoch " + chosen.epoch());
    quality(
        out,
        "training",
        chosen.training(),
        Math.min(report.rows().training(), TrainingResult.MEASURED_TRAINING_ROWS));
    quality(out, "validation", chosen.validation(), report.rows().validation());
    quality(out, "test", chosen.test(), report.rows().test());
    areas(out, report);
    if (chosen.zeroWeights() > 0) {
      line(out, "zero weights", "%,d of %,d".formatted(chosen.zeroWeights(), report.weights()));
    }
    line(out, "written to", directory);
  }

  private static void areas(PrintStream out, TrainReport report) {
    double[] areas =
        report.areas().stream()
            .filter(Objects::nonNull)
            .mapToDouble(area -> Objects.requireNonNull(area))
            .toArray();
    if (areas.length > 0) {
      double mean = Arrays.stream(areas).average().orElseThrow();
      line(
          out,
          "test AUC",
          areas.length == 2
              ? "%.4f".formatted(areas[1])
              : "%.4f, the mean over %d classes".formatted(mean, areas.length));
    }
  }

  private static void quality(
      PrintStream out, String name, EpochResult.@Nullable Quality quality, long rows) {
    if (quality != null) {
      Double accuracy = quality.accuracy();
      line(
          out,
          name,
          accuracy == null
              ? "R2 %.4f, loss %.5f, %,d rows".formatted(1 - quality.loss(), quality.loss(), rows)
              : "accuracy %.4f, loss %.5f, %,d rows".formatted(accuracy, quality.loss(), rows));
    }
  }

  private static void line(PrintStream out, String label, String text) {
    out.printf("  %-14s %s%n", label, Printable.line(text));
  }
}
