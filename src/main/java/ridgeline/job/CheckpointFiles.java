package ridgeline.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.neural.Checkpoint;
import ridgeline.neural.EpochResult;
import ridgeline.neural.NetworkTraining;

/** The checkpoint in an output directory: arrays, and a file that names those which are whole. */
final class CheckpointFiles {
  private static final ObjectMapper JSON = new JsonMapper();

  private final OutputDirectory out;
  private final String configHash;

  /**
   * Looks at nothing yet.
   *
   * @param configHash of the job file, which has to be the same for a run to go on
   */
  CheckpointFiles(OutputDirectory out, String configHash) {
    this.out = out;
    this.configHash = configHash;
  }

  /** The content of {@link OutputDirectory#CHECKPOINT_STATE}. */
  private record State(String configHash, String arrays, List<EpochResult> history) {}

  /**
   * What the last epoch left; null if there is nothing.
   *
   * @throws UsageException if it is of another job file
   */
  @Nullable Checkpoint load(NetworkTraining training) throws IOException {
    State state = state();
    if (state == null) {
      return null;
    }
    if (!state.configHash().equals(configHash)) {
      throw new UsageException(
          "the checkpoint in %s is of another job file; go on with that one, or remove it"
              .formatted(out));
    }
    try (InputStream arrays = out.read(state.arrays())) {
      return Checkpoint.read(training, arrays, state.history());
    } catch (IOException e) {
      throw new UsageException(
          "the checkpoint %s/%s cannot be read: %s; remove it and leave out --resume"
              .formatted(out, state.arrays(), e.getMessage()));
    }
  }

  private @Nullable State state() throws IOException {
    String text = out.content(OutputDirectory.CHECKPOINT_STATE);
    try {
      return text == null ? null : JSON.readValue(text, State.class);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "the checkpoint %s/%s cannot be read: %s; remove it and leave out --resume"
              .formatted(out, OutputDirectory.CHECKPOINT_STATE, e.getOriginalMessage()));
    }
  }

  /** Keeps a checkpoint in the place of the one before it. */
  void save(Checkpoint checkpoint) throws IOException {
    State before = state();
    String arrays =
        "%s/epoch-%d.safetensors"
            .formatted(OutputDirectory.CHECKPOINT, checkpoint.history().size());
    out.writeBytes(arrays, checkpoint::writeArrays);
    State state = new State(configHash, arrays, checkpoint.history());
    out.replace(
        OutputDirectory.CHECKPOINT_STATE, writer -> writer.write(JSON.writeValueAsString(state)));
    if (before != null && !before.arrays().equals(arrays)) {
      out.delete(before.arrays());
    }
  }

  /** Removes it, as the run is done. */
  void remove() throws IOException {
    out.delete(OutputDirectory.CHECKPOINT);
  }
}
