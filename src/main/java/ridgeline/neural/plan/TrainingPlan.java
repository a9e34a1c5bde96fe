package ridgeline.neural.plan;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.config.neural.RegularisationConfig;
import ridgeline.config.neural.TrainConfig;
import ridgeline.data.DataException;
import ridgeline.data.network.DataSplit;
import ridgeline.neural.data.TrainingData;
import ridgeline.neural.network.ChannelNormalisation;
import ridgeline.neural.network.NetworkArchitecture;

/**
 * How a network is trained; the same for all tasks and epochs.
 *
 * @param normalisation of images; null for features, which are already standardised
 * @param augmentation of images; null for none
 * @param weightDecay share of the weights that a step subtracts, before the learning rate is
 *     applied
 * @param clipping maximum norm of a step's gradient; 0 for no limit
 * @param classWeights weights of the rows of each class in training; empty for 1 each
 * @param batch rows of a step
 */
public record TrainingPlan(
    NetworkArchitecture architecture,
    Loss loss,
    @Nullable ChannelNormalisation normalisation,
    @Nullable Augmentation augmentation,
    Penalty penalty,
    double weightDecay,
    double clipping,
    Optimiser optimiser,
    LearningRate rates,
    List<Double> classWeights,
    int batch,
    long seed)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public TrainingPlan {
    classWeights = List.copyOf(classWeights);
  }

  public static TrainingPlan of(
      TrainConfig config,
      NetworkArchitecture architecture,
      Loss loss,
      @Nullable ChannelNormalisation normalisation) {
    RegularisationConfig regularisation = config.regularisation();
    return new TrainingPlan(
        architecture,
        loss,
        normalisation,
        normalisation == null
            ? null
            : Augmentation.of(regularisation.augmentation(), architecture.input()),
        Penalty.of(regularisation),
        regularisation.weightDecay(),
        regularisation.gradientClipping(),
        Optimiser.of(config.optimiser()),
        LearningRate.of(config.optimiser(), config.epochs()),
        config.classWeights(),
        config.batch(),
        config.seed());
  }

  /** The plan for some data, from which class weights may be computed. */
  public static TrainingPlan forData(
      TrainConfig config, NetworkArchitecture architecture, Loss loss, TrainingData data) {
    TrainingPlan plan = of(config, architecture, loss, data.normalisation());
    plan.requireStep(data.rows(DataSplit.TRAINING));
    return config.balanceClasses() ? plan.withClassWeights(data.balancedWeights()) : plan;
  }

  /**
   * Refuses data on which no step can be taken.
   *
   * @param rows of the task that has the most
   */
  public void requireStep(long rows) {
    if (steps(rows) == 0) {
      throw new DataException(
          "a task has %d training rows, but batchNorm after dense needs two; give more rows, or use fewer tasks"
              .formatted(rows));
    }
  }

  private TrainingPlan withClassWeights(List<Double> weights) {
    return new TrainingPlan(
        architecture,
        loss,
        normalisation,
        augmentation,
        penalty,
        weightDecay,
        clipping,
        optimiser,
        rates,
        weights,
        batch,
        seed);
  }

  /** The factor of a row's own weight in training. */
  public float classWeight(float label) {
    return classWeights.isEmpty() ? 1 : classWeights.get((int) label).floatValue();
  }

  public NetworkState initialState() {
    return NetworkState.initial(architecture.parameterShapes(), optimiser.moments(), seed);
  }

  /**
   * The number of steps of an epoch. A single last row is left out if values are normalised,
   * because their statistics need two rows.
   */
  public long steps(long rows) {
    long whole = rows / batch;
    long rest = rows % batch;
    return rest == 0 || (rest == 1 && architecture.normalisesValues()) ? whole : whole + 1;
  }
}
