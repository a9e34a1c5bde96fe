package ridgeline.job.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import ridgeline.config.JobDifference;
import ridgeline.config.text.Digests;
import ridgeline.data.feature.StrictJson;
import ridgeline.data.network.DataSplit;
import ridgeline.job.failure.UsageException;
import ridgeline.neural.train.Checkpoint;
import ridgeline.neural.train.EpochResult;

/**
 * The checkpoints in an output directory, one for each training: files of arrays, and a file that
 * lists the complete ones.
 */
public final class CheckpointFiles {
  private static final ObjectMapper JSON = new JsonMapper();

  private final OutputDirectory out;
  private final Basis basis;
  private final SortedMap<Integer, Saved> saved = new TreeMap<>();

  /**
   * Reads nothing yet.
   *
   * @param basis of this run
   */
  public CheckpointFiles(OutputDirectory out, Basis basis) {
    this.out = out;
    this.basis = basis;
  }

  /**
   * What must stay the same for a resumed run to give the same curve.
   *
   * @param configHash of the job file
   * @param job the job file, to report differences; null if it is not known
   * @param tasks number of tasks that train one network
   * @param rows number of rows in each split
   * @param rowsHash identifies the rows
   */
  public record Basis(
      String configHash,
      @Nullable String job,
      int tasks,
      SortedMap<DataSplit, Long> rows,
      long rowsHash) {
    /** How another job file differs; empty if that is not known. */
    private String difference(Basis now) {
      return job == null || now.job == null ? "" : JobDifference.of(job, now.job);
    }
  }

  /** What is saved, by training number. */
  private record State(Basis basis, SortedMap<Integer, Saved> trainings) {}

  /**
   * The content of {@link OutputDirectory#CHECKPOINT_STATE}.
   *
   * @param sha256 of the state's text, in hexadecimal
   */
  private record Checked(String sha256, State state) {}

  /**
   * The progress of a training.
   *
   * @param arrays the file with its weights
   * @param sha256 of that file, in hexadecimal
   */
  private record Saved(String arrays, String sha256, List<EpochResult> history) {}

  /** Restores a checkpoint from what was saved. */
  @FunctionalInterface
  public interface Reader {
    Checkpoint read(int training, InputStream arrays, long bytes, List<EpochResult> history)
        throws IOException;
  }

  /**
   * The last checkpoints, by training number; empty if there are none.
   *
   * @throws UsageException if they belong to another job file or other data, or are damaged
   */
  public SortedMap<Integer, Checkpoint> load(Reader reader) throws IOException {
    SortedMap<Integer, Checkpoint> checkpoints = new TreeMap<>();
    State state = state();
    if (state == null) {
      return checkpoints;
    }
    Basis before = state.basis();
    if (!before.configHash().equals(basis.configHash())) {
      String difference = before.difference(basis);
      throw new UsageException(
          "the checkpoint in %s is from another job file%s; resume with that job file, or remove the checkpoint"
              .formatted(out, difference.isEmpty() ? "" : ", whose " + difference));
    }
    if (before.tasks() != basis.tasks()) {
      throw new UsageException(
          "the checkpoint in %s was written by %d tasks, but this run has %d; use the same number of cores, or remove the checkpoint"
              .formatted(out, before.tasks(), basis.tasks()));
    }
    if (!before.rows().equals(basis.rows())) {
      throw new UsageException(
          "the checkpoint in %s was written for the row counts %s, but the data has %s; restore the data, or remove the checkpoint"
              .formatted(out, before.rows(), basis.rows()));
    }
    if (before.rowsHash() != basis.rowsHash()) {
      throw new UsageException(
          "the checkpoint in %s was written for the same number of rows with other values; restore the data, or remove the checkpoint"
              .formatted(out));
    }
    for (Map.Entry<Integer, Saved> training : state.trainings().entrySet()) {
      checkpoints.put(training.getKey(), load(training.getKey(), training.getValue(), reader));
    }
    saved.putAll(state.trainings());
    return checkpoints;
  }

  private static String arraysOf(int training, int epochs) {
    return "%s/training-%d-epoch-%d.safetensors"
        .formatted(OutputDirectory.CHECKPOINT, training, epochs);
  }

  private Checkpoint load(int training, Saved of, Reader reader) throws IOException {
    MessageDigest digest = Digests.sha256();
    try (InputStream arrays = new DigestInputStream(out.read(of.arrays()), digest)) {
      Checkpoint read = reader.read(training, arrays, out.size(of.arrays()), of.history());
      if (arrays.read() >= 0 || !Digests.text(digest).equals(of.sha256())) {
        throw new IOException("it is damaged: its SHA-256 does not match");
      }
      return read;
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
    if (text == null) {
      return null;
    }
    String reason = "it is damaged: its SHA-256 does not match";
    try {
      @Nullable Checked checked = JSON.readValue(text, Checked.class);
      if (checked != null && hash(checked.state()).equals(checked.sha256())) {
        require(checked.state());
        return checked.state();
      }
    } catch (IllegalArgumentException e) {
      reason = String.valueOf(e.getMessage());
    } catch (JsonProcessingException e) {
      reason = "it does not have the expected format";
    }
    throw new UsageException(unreadable(OutputDirectory.CHECKPOINT_STATE, reason));
  }

  /**
   * Checks a state that anyone may have written with a matching SHA-256.
   *
   * @throws IllegalArgumentException if anything differs from what {@link #save} writes
   */
  private static void require(@Nullable State given) {
    State state = StrictJson.present("state", given);
    Basis before = StrictJson.present("basis", state.basis());
    StrictJson.present("basis.configHash", before.configHash());
    StrictJson.present("basis.rows", before.rows());
    StrictJson.present("trainings", state.trainings()).forEach(CheckpointFiles::require);
  }

  private static void require(int training, @Nullable Saved given) {
    String name = "trainings." + training;
    Saved of = StrictJson.present(name, given);
    StrictJson.present(name + ".sha256", of.sha256());
    List<EpochResult> history = StrictJson.complete(name + ".history", of.history());
    if (history.isEmpty()) {
      throw new IllegalArgumentException("it has no epoch of training " + training);
    }
    long steps = 0;
    for (int i = 0; i < history.size(); i++) {
      EpochResult epoch = history.get(i);
      double loss = StrictJson.present(name + ".history.training", epoch.training()).loss();
      if (epoch.epoch() != i + 1 || epoch.steps() <= steps || !Double.isFinite(loss)) {
        throw new IllegalArgumentException(
            "it has epoch %d with %d steps in place of epoch %d of training %d"
                .formatted(epoch.epoch(), epoch.steps(), i + 1, training));
      }
      steps = epoch.steps();
    }
    if (!arraysOf(training, history.size()).equals(of.arrays())) {
      throw new IllegalArgumentException(
          "it has the wrong file %s for training %d".formatted(of.arrays(), training));
    }
  }

  private static String hash(State state) throws JsonProcessingException {
    return Digests.sha256(JSON.writeValueAsBytes(state));
  }

  /** Saves the checkpoint of a training, replacing the previous one. */
  public void save(int training, Checkpoint checkpoint) throws IOException {
    String arrays = arraysOf(training, checkpoint.history().size());
    MessageDigest digest = Digests.sha256();
    out.writeBytes(
        arrays,
        file -> {
          DigestOutputStream digested = new DigestOutputStream(file, digest);
          checkpoint.writeArrays(digested);
          digested.flush();
        });
    Saved before =
        saved.put(training, new Saved(arrays, Digests.text(digest), checkpoint.history()));
    State kept = new State(basis, saved);
    String state = JSON.writeValueAsString(new Checked(hash(kept), kept));
    out.replace(OutputDirectory.CHECKPOINT_STATE, writer -> writer.write(state));
    if (before != null && !before.arrays().equals(arrays)) {
      out.delete(before.arrays());
    }
  }
}
