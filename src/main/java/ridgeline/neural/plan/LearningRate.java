package ridgeline.neural.plan;

import java.io.Serializable;
import ridgeline.config.neural.OptimiserConfig;

/** The learning rate in the course of a training. */
public record LearningRate(double first, OptimiserConfig.Schedule schedule, int epochs)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static LearningRate of(OptimiserConfig optimiser, int epochs) {
    return new LearningRate(optimiser.learningRate(), optimiser.schedule(), epochs);
  }

  /**
   * The rate of a step.
   *
   * @param position of the middle of the step: the number of epochs before it, plus the share of
   *     its own epoch that is done
   */
  public double at(double position) {
    int warmUp = schedule.warmUp();
    if (position < warmUp) {
      return first * position / warmUp;
    }
    return switch (schedule.kind()) {
      case CONSTANT -> first;
      case STEP -> first * Math.pow(schedule.factor(), Math.floor(position / schedule.every()));
      case COSINE -> {
        double gone = (position - warmUp) / Math.max(1, epochs - warmUp);
        yield first / 2 * (1 + Math.cos(Math.PI * Math.min(1, gone)));
      }
    };
  }
}
