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
import ridgeline.config.Digests;
import ridgeline.config.JobDifference;
import ridgeline.data.feature.StrictJson;
import ridgeline.data.network.DataSplit;
import ridgeline.job.failure.UsageException;
import ridgeline.neural.train.Checkpoint;
import ridgeline.neural.train.EpochResult;

/**
 * The checkpoints in an output directory, one for each training: arrays, and a file that names
 * those which are whole.
 */
public final class CheckpointFiles {
  private static final ObjectMapper JSON = new JsonMapper();

  private final OutputDirectory out;
  private final Basis basis;
  private final SortedMap<Integer, Saved> saved = new TreeMap<>();

  /**
   * Looks at nothing yet.
   *
   * @param basis of this run
   */
  public CheckpointFiles(OutputDirectory out, Basis basis) {
    this.out = out;
    this.basis = basis;
  }

  /**
   * What has to be the same for a run to go on to the same curve.
   *
   * @param configHash of the job file
   * @param job the job file, to say what differs; null if it is not known
   * @param tasks that train one network
   * @param rows of each part
   * @param rowsHash identifies the rows
   */
  public record Basis(
      String configHash,
      @Nullable String job,
      int tasks,
      SortedMap<DataSplit, Long> rows,
      long rowsHash) {
    /** What another job file says otherwise; empty if that is not known. */
    private String difference(Basis now) {
      return job == null || now.job == null ? "" : JobDifference.of(job, now.job);
    }
  }

  /** What is kept, by the numbers of trainings. */
  private record State(Basis basis, SortedMap<Integer, Saved> trainings) {}

  /**
   * The content of {@link OutputDirectory#CHECKPOINT_STATE}.
   *
   * @param sha256 of the state's text, in hexadecimal
   */
  private record Checked(String sha256, State state) {}

  /**
   * How far a training is.
   *
   * @param arrays the file with its weights
   * @param sha256 of that file, in hexadecimal
   */
  private record Saved(String arrays, String sha256, List<EpochResult> history) {}

  /** Makes a checkpoint of what was kept. */
  @FunctionalInterface
  public interface Reader {
    Checkpoint read(int training, InputStream arrays, long bytes, List<EpochResult> history)
        throws IOException;
  }

  /**
   * What the last epochs left, by the numbers of trainings; empty if there is nothing.
   *
   * @throws UsageException if it is of another job file, or not what was written
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

  private static String arraysOf(int training, int epochs) {
    return "%s/training-%d-epoch-%d.safetensors"
        .formatted(OutputDirectory.CHECKPOINT, training, epochs);
  }

  private Checkpoint load(int training, Saved of, Reader reader) throws IOException {
    MessageDigest digest = Digests.sha256();
    try (InputStream arrays = new DigestInputStream(out.read(of.arrays()), digest)) {
      Checkpoint read = reader.read(training, arrays, out.size(of.arrays()), of.history());
      if (arrays.read() >= 0 || !Digests.text(digest).equals(of.sha256())) {
        throw new IOException("it is not what was written, as its SHA-256 is another");
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
    String reason = "it is not what was written, as its SHA-256 is another";
    try {
      @Nullable Checked checked = JSON.readValue(text, Checked.class);
      if (checked != null && hash(checked.state()).equals(checked.sha256())) {
        require(checked.state());
        return checked.state();
      }
    } catch (IllegalArgumentException e) {
      reason = String.valueOf(e.getMessage());
    } catch (JsonProcessingException e) {
      reason = "it is not of its format";
    }
    throw new UsageException(unreadable(OutputDirectory.CHECKPOINT_STATE, reason));
  }

  /**
   * Checks what anyone may have written with a SHA-256 that fits.
   *
   * @throws IllegalArgumentException if something is not as {@link #save} writes it
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
      throw new IllegalArgumentException("has no epoch of training " + training);
    }
    long steps = 0;
    for (int i = 0; i < history.size(); i++) {
      EpochResult epoch = history.get(i);
      double loss = StrictJson.present(name + ".history.training", epoch.training()).loss();
      if (epoch.epoch() != i + 1 || epoch.steps() <= steps || !Double.isFinite(loss)) {
        throw new IllegalArgumentException(
            "has an epoch %d with %d steps in the place of epoch %d of training %d"
                .formatted(epoch.epoch(), epoch.steps(), i + 1, training));
      }
      steps = epoch.steps();
    }
    if (!arraysOf(training, history.size()).equals(of.arrays())) {
      throw new IllegalArgumentException(
          "has the file %s for training %d".formatted(of.arrays(), training));
    }
  }

  private static String hash(State state) throws JsonProcessingException {
    return Digests.sha256(JSON.writeValueAsBytes(state));
  }

  /** Keeps the checkpoint of a training in the place of the one before it. */
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
