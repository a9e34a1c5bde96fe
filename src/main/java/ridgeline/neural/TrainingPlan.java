package ridgeline.neural;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import ridgeline.config.RegularisationConfig;
import ridgeline.config.TrainConfig;

/**
 * How a network is trained; the same for all tasks and epochs.
 *
 * @param scaling of images; null for features, which are standardised before
 * @param augmentation null unless images are changed
 * @param weightDecay share of the weights that a step takes, times the learning rate
 * @param clipping greatest norm of a step's gradient; 0 for any
 * @param batch rows of a step
 */
record TrainingPlan(
    NetworkShape shape,
    Objective objective,
    @Nullable Scaling scaling,
    @Nullable Augmentation augmentation,
    Penalty penalty,
    double weightDecay,
    double clipping,
    Optimiser optimiser,
    LearningRate rates,
    int batch,
    long seed)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static TrainingPlan of(
      TrainConfig config, NetworkShape shape, Objective objective, @Nullable Scaling scaling) {
    RegularisationConfig regularisation = config.regularisation();
    return new TrainingPlan(
        shape,
        objective,
        scaling,
        scaling == null ? null : Augmentation.of(regularisation.augmentation(), shape.input()),
        Penalty.of(regularisation),
        regularisation.weightDecay(),
        regularisation.gradientClipping(),
        Optimiser.of(config.optimiser()),
        LearningRate.of(config.optimiser(), config.epochs()),
        config.batch(),
        config.seed());
  }

  NetworkState initialState() {
    return NetworkState.initial(shape.parameterShapes(), optimiser.moments(), seed);
  }

  /**
   * Steps of an epoch over so many rows. A last row alone is left out where values are normalised,
   * whose statistics need two.
   */
  long steps(long rows) {
    long whole = rows / batch;
    long rest = rows % batch;
    return rest == 0 || (rest == 1 && shape.normalisesValues()) ? whole : whole + 1;
  }
}
