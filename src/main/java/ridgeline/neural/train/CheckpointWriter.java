package ridgeline.neural.train;

import java.io.IOException;

/** Keeps what trainings can go on from. */
@FunctionalInterface
public interface CheckpointWriter {
  /**
   * Takes the place of the checkpoint before it.
   *
   * @param training of several, from 1 on
   */
  void write(int training, Checkpoint checkpoint) throws IOException;
}
