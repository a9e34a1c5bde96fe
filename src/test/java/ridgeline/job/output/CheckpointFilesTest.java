package ridgeline.job.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.text.Digests;
import ridgeline.data.network.DataSplit;
import ridgeline.job.failure.UsageException;

/** States with a matching SHA-256, which anyone can write. */
@Tag("plain")
class CheckpointFilesTest {
  private static final String EPOCH =
      """
      {"epoch":1,"steps":3,"training":{"loss":1.0,"lossError":0.1,"accuracy":null,"accuracyError":null},\
      "validation":null,"test":null,"learningRate":0.1,"zeroWeights":0,"seconds":1.0}\
      """;

  private static final String STATE =
      """
      {"basis":{"configHash":"hash","job":"job","tasks":1,"rows":{"TRAINING":2},"rowsHash":1},\
      "trainings":{"1":{"arrays":"checkpoint/training-1-epoch-1.safetensors","sha256":"00","history":[%s]}}}\
      """
          .formatted(EPOCH);

  @TempDir private Path directory = Path.of("");

  private void load(String state) throws IOException {
    Path run = Files.createTempDirectory(directory, "run").resolve("out");
    Path file = run.resolve("checkpoint/state.json");
    CheckpointFiles.Basis basis =
        new CheckpointFiles.Basis(
            "hash", "job", 1, new TreeMap<>(Map.of(DataSplit.TRAINING, 2L)), 1);
    try (OutputDirectory out =
        OutputDirectory.create(run.toString(), "train", new Configuration())) {
      Files.createDirectories(file.getParent());
      String sha256 = Digests.sha256(state.getBytes(StandardCharsets.UTF_8));
      Files.writeString(file, "{\"sha256\":\"%s\",\"state\":%s}".formatted(sha256, state));
      new CheckpointFiles(out, basis)
          .load(
              (training, arrays, bytes, history) -> {
                throw new IOException("the arrays were read");
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "checkpoint/training | ../victim/training | it has the wrong file ../victim/training-1-epoch-1.safetensors for training 1",
        "epoch-1 | epoch-2 | it has the wrong file checkpoint/training-1-epoch-2.safetensors for training 1",
        "\"checkpoint/training-1-epoch-1.safetensors\" | null | it has the wrong file null for training 1",
        "\"00\" | null | has no trainings.1.sha256",
        "{\"TRAINING\":2} | null | has no basis.rows",
        "\"steps\":3 | \"steps\":-5 | it has epoch 1 with -5 steps in place of epoch 1 of training 1",
        "\"epoch\":1 | \"epoch\":2 | it has epoch 2 with 3 steps in place of epoch 1 of training 1",
      })
  void whatIsNotAsItIsWrittenIsRefused(String from, String to, String reason) {
    assertThat(STATE).contains(from);
    refuses(STATE.replace(from, to), reason);
  }

  @Test
  void aTrainingHasEpochs() {
    refuses(STATE.replace(EPOCH, ""), "it has no epoch of training 1");
    refuses(STATE.replace(EPOCH, "null"), "trainings.1.history[0] is null");
    refuses(STATE.replace("[" + EPOCH + "]", "null"), "has no trainings.1.history");
    refuses("null", "has no state");
  }

  private void refuses(String state, String reason) {
    assertThatThrownBy(() -> load(state))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("/out/checkpoint/state.json cannot be read: %s; try again", reason);
  }

  @Test
  void noNameLeadsOutOfTheDirectory() throws IOException {
    Path victim = Files.writeString(directory.resolve("victim"), "kept");
    try (OutputDirectory out =
        OutputDirectory.create(directory.resolve("out").toString(), "train", new Configuration())) {
      assertThatThrownBy(() -> out.delete("../victim"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> out.read("checkpoint/../../victim"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(victim).exists();
  }
}
