package ridgeline.report.neural;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import ridgeline.config.neural.RegularisationConfig.Metric;
import ridgeline.config.neural.TrainConfig;
import ridgeline.neural.evaluate.ConfusedImage;
import ridgeline.neural.evaluate.ConfusionMatrix;
import ridgeline.neural.evaluate.RocCurve;
import ridgeline.neural.model.NetworkModel;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.TrainingResult;
import ridgeline.neural.trial.TrialResult;
import ridgeline.report.HtmlPage;

/** Writes the page {@code report.html} of a training, a single file that needs no network. */
public final class TrainPage {
  private TrainPage() {}

  /** The data for the page's script. */
  private record Data(
      TrainReport report,
      List<EpochResult> history,
      List<Curve> curves,
      boolean takesBest,
      Metric metric,
      int measuredTrainingRows,
      List<String> classes,
      List<double[]> confusion,
      List<RocCurve> curvesOfClasses,
      List<ConfusedImage> confused,
      List<NetworkModel.Filter> filters,
      String job) {}

  /** The learning curve of one trial. */
  private record Curve(String name, List<EpochResult> history) {}

  /**
   * Writes the page.
   *
   * @param job the job
   * @param config configuration of the training that was chosen
   * @param trials all trainings of the job; empty if there is one
   * @param filters filters of the first layer
   * @param jobFile text of the job file
   */
  public static void write(
      TrainReport report,
      TrainConfig job,
      TrainConfig config,
      TrainingResult result,
      List<TrialResult> trials,
      ConfusionMatrix confusion,
      List<NetworkModel.Filter> filters,
      String jobFile,
      Writer to)
      throws IOException {
    Data data =
        new Data(
            report,
            result.history(),
            trials.stream().map(trial -> new Curve(trial.trial().name(), trial.history())).toList(),
            config.regularisation().earlyStopping().enabled() || !job.sweep().isEmpty(),
            job.regularisation().earlyStopping().metric(),
            TrainingResult.MEASURED_TRAINING_ROWS,
            report.classes(),
            confusion.counts(),
            confusion.curves(),
            confusion.images(),
            filters,
            jobFile);
    HtmlPage.write("train.html", data, to);
  }
}
