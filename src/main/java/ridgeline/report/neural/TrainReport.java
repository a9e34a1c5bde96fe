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
 * @param parameters number of trainable parameters
 * @param weights number of parameters that penalties and weight decay apply to
 * @param classes names of the classes from 0; empty if they have none, or the label is numeric
 * @param areas area under the ROC curve of each class on the test rows, null if it has none; empty
 *     without classes or test rows
 * @param epochs number of epochs trained
 * @param stoppedEarly whether training stopped early
 * @param chosen the epoch whose weights the model has, with its measures
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

  /** Number of rows of each split. */
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
   * @param layer the layer as in the job file
   * @param output shape of its output for one row
   */
  public record Layer(Object layer, List<Integer> output, long parameters) {
    private static Layer of(LayerShape shape) {
      return new Layer(shape.layer(), shape.output(), shape.parameters());
    }
  }

  /**
   * One of several trainings.
   *
   * @param setting index of its setting among those tried; trainings that differ only in their seed
   *     share one
   * @param settings values of the swept keys, and the seed if there are several
   * @param epochs number of epochs trained; 0 if the first one diverged
   * @param chosen the epoch whose weights count, with its measures; null without epochs
   * @param isChosen whether the model comes from this training
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
        result.architecture().input(),
        result.architecture().layers().stream().map(Layer::of).toList(),
        result.architecture().parameters(),
        result.architecture().weights(),
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
