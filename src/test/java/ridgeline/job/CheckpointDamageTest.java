package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.neural.TrainConfigReader;
import ridgeline.config.neural.TrialConfig;
import ridgeline.data.network.IdxFiles;
import ridgeline.data.network.NetworkTable;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.CheckpointFiles;
import ridgeline.job.output.OutputDirectory;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.NetworkTraining;
import ridgeline.neural.train.TrainingListener;
import ridgeline.neural.trial.NetworkTrials;
import ridgeline.spark.LocalSpark;

/** A training only resumes from a checkpoint exactly as it was written. */
@Tag("torch")
class CheckpointDamageTest {
  private static final TrainingListener NOBODY =
      new TrainingListener() {
        @Override
        public void start(double done) {}

        @Override
        public void step(String training, Step step) {}

        @Override
        public void epoch(String training, EpochResult result) {}

        @Override
        public void note(String message) {}
      };

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  @Test
  void damagedFilesAreRefused(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory.resolve("idx"), 120, 30);
    TrainConfig config =
        TrainConfigReader.read(
            "{name: t, data: {idx: %s}, network: [flatten, {dense: 3}], epochs: 2}".formatted(idx),
            "job.yaml",
            List.of());
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    NetworkArchitecture architecture =
        NetworkTrials.architectures(TrialConfig.of(config), table).get(0);
    Path run = directory.resolve("out");
    CheckpointFiles.Basis basis =
        new CheckpointFiles.Basis("hash", "job", 1, new TreeMap<>(Map.of()), 1);
    try (NetworkTraining training =
            NetworkTraining.prepare(LocalSpark.session(), config, table, architecture, NOBODY);
        OutputDirectory out =
            OutputDirectory.create(run.toString(), "train", new Configuration())) {
      training.run(null, new CheckpointFiles(out, basis)::save);
      CheckpointFiles.Reader reader =
          (number, arrays, bytes, history) -> training.read(arrays, bytes, history);
      assertThat(
              Objects.requireNonNull(new CheckpointFiles(out, basis).load(reader).get(1)).history())
          .hasSize(2);
      for (String name : List.of("training-1-epoch-2.safetensors", "state.json")) {
        Path file = run.resolve("checkpoint").resolve(name);
        byte[] whole = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 40; trial++) {
          byte[] damaged = whole.clone();
          // Sometimes only values: damage to the header would be refused for its form.
          int from = trial % 2 == 0 ? 0 : whole.length / 2;
          for (int flips = trial < 20 ? 400 : 1; flips > 0; flips--) {
            int at = from + random.nextInt(whole.length - from);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
          }
          if (text(damaged).equalsIgnoreCase(text(whole))) {
            continue; // an exponent's E is the same number
          }
          Files.write(file, damaged);
          assertThatThrownBy(() -> new CheckpointFiles(out, basis).load(reader))
              .as("%s, trial %d", name, trial)
              .isInstanceOf(UsageException.class)
              .hasMessageContaining("cannot be read: ");
        }
        Files.write(file, whole);
      }
      assertThat(new CheckpointFiles(out, basis).load(reader)).hasSize(1);
    }
  }
}
