package ridgeline.neural;

import java.io.IOException;

/** Keeps what a training can go on from. */
@FunctionalInterface
public interface CheckpointWriter {
  void write(Checkpoint checkpoint) throws IOException;
}
