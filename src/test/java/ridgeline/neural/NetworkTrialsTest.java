package ridgeline.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.config.TrainConfig;
import ridgeline.config.TrainConfigReader;
import ridgeline.config.Trial;
import ridgeline.data.IdxFiles;
import ridgeline.data.NetworkTable;
import ridgeline.spark.LocalSpark;

/** Several trainings side by side. */
class NetworkTrialsTest {
  private static final String JOB =
      """
      name: test
      network: [{conv: 4}, batchNorm, relu, {maxPool: 2}, flatten, dropout, {dense: 3}]
      regularisation: {dropout: 0.2}
      optimiser: {learningRate: 0.05, momentum: 0.9}
      epochs: 3
      batch: 16
      """;

  private static TrainConfig config(Path idx, String more) throws Exception {
    return TrainConfigReader.read(JOB + more, "job.yaml", List.of("data.idx=" + idx));
  }

  @Test
  void aTrialIsTheTrainingOfItsOwnJob(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory, 200, 60);
    TrainConfig config = config(idx, "sweep: {regularisation.dropout: [0.2, 0.5]}");
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    List<Trial> trials = Trial.of(config);
    float[][] weights;
    TrialResult first;
    try (NetworkTrials running =
        NetworkTrials.prepare(
            LocalSpark.session(), config, trials, table, NetworkTrainingTest.SILENT)) {
      List<TrialResult> results = running.run();
      assertThat(results).extracting(TrialResult::trial).isEqualTo(trials);
      first = results.get(0);
      weights = running.model(first).parameters();
      assertThat(running.confused(first, 5)).hasSizeLessThanOrEqualTo(5);
    }
    try (NetworkTraining alone =
        NetworkTraining.prepare(
            LocalSpark.session(),
            trials.get(0).config(),
            table,
            NetworkTraining.shape(trials.get(0).config(), table),
            NetworkTrainingTest.SILENT)) {
      TrainingResult result = alone.run(null, checkpoint -> {});
      assertThat(weights).isDeepEqualTo(alone.model().parameters());
      assertThat(first.training().best().test()).isEqualTo(result.best().test());
      assertThat(first.training().confusion()).hasSize(3);
    }
  }

  @Test
  void poorTrialsEndEarlyAndOthersDoNot(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory, 200, 60);
    TrainConfig config =
        config(idx, "sweep: {optimiser.learningRate: [0.05, 0.04, 0.06, 1.0e-7, 1.0e+30]}");
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    List<String> notes = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(String training, Step step) {}

          @Override
          public void epoch(String training, EpochResult result) {}

          @Override
          public void note(String message) {
            notes.add(message);
          }
        };
    try (NetworkTrials running =
        NetworkTrials.prepare(LocalSpark.session(), config, Trial.of(config), table, listener)) {
      List<TrialResult> results = running.run();
      assertThat(results)
          .extracting(result -> result.trial().name(), TrialResult::ended)
          .contains(tuple("learningRate 1.0E-7", TrialResult.End.POOR));
      assertThat(results.get(3).training().history()).hasSize(2);
      assertThat(results.stream().filter(r -> r.ended() == TrialResult.End.DONE).count())
          .isGreaterThanOrEqualTo(2);
      assertThat(notes).anyMatch(note -> note.contains("the median of the others is better"));
    }
  }
}
