package ridgeline.neural.network;

import java.util.List;

/**
 * An array that a network learns or keeps.
 *
 * @param name such as {@code 0.conv.weight}: position and kind of the layer, and the part of the
 *     layer
 * @param shape its dimensions; the last one varies fastest in storage
 * @param fanIn how many inputs each output of the layer has; 0 for batch normalisation
 */
public record ParameterShape(String name, List<Integer> shape, Role role, int fanIn) {
  /** The role of an array. */
  public enum Role {
    WEIGHT,
    BIAS,
    /** A bias that batch normalisation cancels; it stays 0. */
    UNUSED_BIAS,
    /** Multiplies normalised values. */
    SCALE,
    /** Is added to normalised values. */
    SHIFT,
    RUNNING_MEAN,
    RUNNING_VARIANCE;

    /** Whether gradients change it. */
    public boolean isLearned() {
      return this != UNUSED_BIAS && this != RUNNING_MEAN && this != RUNNING_VARIANCE;
    }
  }

  public ParameterShape {
    shape = List.copyOf(shape);
  }

  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** Whether penalties and weight decay apply to it. */
  public boolean isPenalised() {
    return role == Role.WEIGHT;
  }
}
