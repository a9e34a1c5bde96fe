package ridgeline.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import ridgeline.config.JobDifference;
import ridgeline.data.Part;
import ridgeline.neural.Checkpoint;
import ridgeline.neural.EpochResult;

/**
 * The checkpoints in an output directory, one for each training: arrays, and a file that names
 * those which are whole.
 */
final class CheckpointFiles {
  private static final ObjectMapper JSON = new JsonMapper();

  private final OutputDirectory out;
  private final Basis basis;
  private final SortedMap<Integer, Saved> saved = new TreeMap<>();

  /**
   * Looks at nothing yet.
   *
   * @param basis of this run
   */
  CheckpointFiles(OutputDirectory out, Basis basis) {
    this.out = out;
    this.basis = basis;
  }

  /**
   * What has to be the same for a run to go on to the same curve.
   *
   * @param configHash of the job file
   * @param job the job file, to say what differs; null in checkpoints of older releases
   * @param tasks that train one network
   * @param rows of each part
   * @param rowsHash tells the rows from others
   */
  record Basis(
      String configHash,
      @Nullable String job,
      int tasks,
      SortedMap<Part, Long> rows,
      long rowsHash) {
    /** What another job file says otherwise; empty if that is not known. */
    private String difference(Basis now) {
      return job == null || now.job == null ? "" : JobDifference.of(job, now.job);
    }
  }

  /** The content of {@link OutputDirectory#CHECKPOINT_STATE}, by the numbers of trainings. */
  private record State(Basis basis, SortedMap<Integer, Saved> trainings) {}

  /**
   * How far a training is.
   *
   * @param arrays the file with its weights
   */
  private record Saved(String arrays, List<EpochResult> history) {}

  /** Makes a checkpoint of what was kept. */
  @FunctionalInterface
  interface Reader {
    Checkpoint read(int training, InputStream arrays, List<EpochResult> history) throws IOException;
  }

  /**
   * What the last epochs left, by the numbers of trainings; empty if there is nothing.
   *
   * @throws UsageException if it is of another job file
   */
  SortedMap<Integer, Checkpoint> load(Reader reader) throws IOException {
    SortedMap<Integer, Checkpoint> checkpoints = new TreeMap<>();
    State state = state();
    if (state == null) {
      return checkpoints;
    }
    Basis before = state.basis();
    if (!before.configHash().equals(basis.configHash())) {
      String difference = before.difference(basis);
      throw new UsageException(
          "the checkpoint in %s is of another job file%s; go on with that one, or remove it"
              .formatted(out, difference.isEmpty() ? "" : ", whose " + difference));
    }
    if (before.tasks() != basis.tasks()) {
      throw new UsageException(
          "the checkpoint in %s is of %d tasks, and this run has %d; run it on as many cores, or remove it"
              .formatted(out, before.tasks(), basis.tasks()));
    }
    if (!before.rows().equals(basis.rows())) {
      throw new UsageException(
          "the checkpoint in %s is of the rows %s, and the data has %s; give it as it was, or remove it"
              .formatted(out, before.rows(), basis.rows()));
    }
    if (before.rowsHash() != basis.rowsHash()) {
      throw new UsageException(
          "the checkpoint in %s is of as many rows with other values; give the data as it was, or remove it"
              .formatted(out));
    }
    for (Map.Entry<Integer, Saved> training : state.trainings().entrySet()) {
      checkpoints.put(training.getKey(), load(training.getKey(), training.getValue(), reader));
    }
    saved.putAll(state.trainings());
    return checkpoints;
  }

  private Checkpoint load(int training, Saved of, Reader reader) throws IOException {
    try (InputStream arrays = out.read(of.arrays())) {
      return reader.read(training, arrays, of.history());
    } catch (IOException e) {
      throw new UsageException(unreadable(of.arrays(), String.valueOf(e.getMessage())));
    }
  }

  private String unreadable(String file, String reason) {
    return "the checkpoint %s/%s cannot be read: %s; try again, or remove %s/%s and leave out --resume"
        .formatted(out, file, reason, out, OutputDirectory.CHECKPOINT);
  }

  private @Nullable State state() throws IOException {
    String text = out.content(OutputDirectory.CHECKPOINT_STATE);
    try {
      return text == null ? null : JSON.readValue(text, State.class);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          unreadable(OutputDirectory.CHECKPOINT_STATE, e.getOriginalMessage()));
    }
  }

  /** Keeps the checkpoint of a training in the place of the one before it. */
  void save(int training, Checkpoint checkpoint) throws IOException {
    String arrays =
        "%s/training-%d-epoch-%d.safetensors"
            .formatted(OutputDirectory.CHECKPOINT, training, checkpoint.history().size());
    out.writeBytes(arrays, checkpoint::writeArrays);
    Saved before = saved.put(training, new Saved(arrays, checkpoint.history()));
    String state = JSON.writeValueAsString(new State(basis, saved));
    out.replace(OutputDirectory.CHECKPOINT_STATE, writer -> writer.write(state));
    if (before != null && !before.arrays().equals(arrays)) {
      out.delete(before.arrays());
    }
  }
}
