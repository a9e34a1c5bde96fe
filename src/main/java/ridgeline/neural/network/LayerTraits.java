package ridgeline.neural.network;

import java.util.Set;
import ridgeline.config.neural.LayerConfig;
import ridgeline.neural.network.LayerTraits.Trait;

/** What a layer does to its input while it is trained, whatever the size of the input. */
final class LayerTraits implements LayerConfig.Visitor<Set<Trait>> {
  /** One thing that a layer does. */
  enum Trait {
    /** What is added to a channel of the input is added to the channel's output, too. */
    KEEPS_SHIFTS,
    /** What is added to a channel of the input does not change the output. */
    CANCELS_SHIFTS,
    /** The output of a row depends on the other rows of the batch. */
    MIXES_ROWS
  }

  @Override
  public Set<Trait> conv(LayerConfig.Conv layer) {
    return Set.of();
  }

  @Override
  public Set<Trait> batchNorm(LayerConfig.BatchNorm layer) {
    return Set.of(Trait.CANCELS_SHIFTS, Trait.MIXES_ROWS);
  }

  @Override
  public Set<Trait> relu(LayerConfig.Relu layer) {
    return Set.of();
  }

  @Override
  public Set<Trait> maxPool(LayerConfig.MaxPool layer) {
    return Set.of(Trait.KEEPS_SHIFTS);
  }

  @Override
  public Set<Trait> flatten(LayerConfig.Flatten layer) {
    return Set.of(Trait.KEEPS_SHIFTS);
  }

  @Override
  public Set<Trait> dense(LayerConfig.Dense layer) {
    return Set.of();
  }

  @Override
  public Set<Trait> dropout(LayerConfig.Dropout layer) {
    return Set.of();
  }
}
