package ridgeline.neural.train;

import java.io.IOException;

/** Saves the checkpoints that trainings can resume from. */
@FunctionalInterface
public interface CheckpointWriter {
  /**
   * Saves a checkpoint, replacing the previous one.
   *
   * @param training number of the training, from 1
   */
  void write(int training, Checkpoint checkpoint) throws IOException;
}
