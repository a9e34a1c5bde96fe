package ridgeline.report.neural;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.config.neural.TrainConfig;
import ridgeline.data.network.DataSplit;
import ridgeline.neural.evaluate.ConfusionMatrix;
import ridgeline.neural.network.LayerShape;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.TrainingResult;
import ridgeline.neural.trial.TrialResult;
import ridgeline.report.JsonFile;
import ridgeline.report.Provenance;

/**
 * The content of {@code train.json}.
 *
 * @param input channels, height and width of an image, or the number of features
 * @param parameters how many numbers the network learns
 * @param weights how many of them penalties and weight decay apply to
 * @param classes their names, from 0 on; empty where they have none, or the label is a number
 * @param areas under the curve of each class on the test rows (ROC), null where it has none; empty
 *     without classes or a test
 * @param epochs that were trained
 * @param stoppedEarly whether they are fewer than the job file allows
 * @param chosen the epoch whose weights the model has, and how good they are
 * @param trials all trainings of the job; empty if there is one
 */
public record TrainReport(
    String name,
    Rows rows,
    List<Integer> input,
    List<Layer> layers,
    long parameters,
    long weights,
    List<String> classes,
    List<@Nullable Double> areas,
    int epochs,
    boolean stoppedEarly,
    EpochResult chosen,
    List<Run> trials,
    Map<String, Double> seconds,
    Provenance provenance) {

  /** Counts of rows by what they are for. */
  public record Rows(long training, long validation, long test) {
    private static Rows of(Map<DataSplit, Long> rows) {
      return new Rows(
          rows.getOrDefault(DataSplit.TRAINING, 0L),
          rows.getOrDefault(DataSplit.VALIDATION, 0L),
          rows.getOrDefault(DataSplit.TEST, 0L));
    }
  }

  /**
   * A layer of the network.
   *
   * @param layer as in the job file
   * @param output what it makes of one row
   */
  public record Layer(Object layer, List<Integer> output, long parameters) {
    private static Layer of(LayerShape shape) {
      return new Layer(shape.layer(), shape.output(), shape.parameters());
    }
  }

  /**
   * One of several trainings.
   *
   * @param setting its place among the settings that are tried, from 0 on; trainings that differ by
   *     their seeds have the same
   * @param settings values of the swept keys, and the seed where there are several
   * @param epochs that were trained; 0 if the first diverged
   * @param chosen the epoch whose weights count, and how good they are; null without epochs
   * @param isChosen whether the model is its
   */
  public record Run(
      String name,
      int setting,
      Map<String, Object> settings,
      int epochs,
      TrialResult.End ended,
      @Nullable EpochResult chosen,
      boolean isChosen) {
    private static Run of(TrialResult trial, TrainingResult chosen) {
      return new Run(
          trial.trial().name(),
          trial.trial().setting(),
          trial.trial().settings(),
          trial.history().size(),
          trial.ended(),
          trial.best(),
          chosen.equals(trial.training()));
    }
  }

  public static TrainReport of(
      TrainConfig config,
      TrainingResult result,
      List<TrialResult> trials,
      List<String> classes,
      ConfusionMatrix confusion,
      Map<String, Double> seconds,
      Provenance provenance) {
    return new TrainReport(
        config.name(),
        Rows.of(result.rows()),
        result.shape().input(),
        result.shape().layers().stream().map(Layer::of).toList(),
        result.shape().parameters(),
        result.shape().weights(),
        classes,
        areas(confusion),
        result.history().size(),
        result.stopped(),
        result.best(),
        trials.stream().map(trial -> Run.of(trial, result)).toList(),
        new LinkedHashMap<>(seconds),
        provenance);
  }

  private static List<@Nullable Double> areas(ConfusionMatrix confusion) {
    List<@Nullable Double> areas = new ArrayList<>();
    confusion.curves().forEach(curve -> areas.add(curve.area()));
    return areas;
  }

  public void writeTo(Writer writer) throws IOException {
    JsonFile.write(this, writer);
  }
}
