package ridgeline.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.config.RegularisationConfig.Metric;
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
      List<TrialResult> results = running.run(Map.of(), (number, checkpoint) -> {});
      assertThat(results).extracting(TrialResult::trial).isEqualTo(trials);
      first = results.get(0);
      weights = running.model(1).parameters();
      assertThat(running.confused(1, 5)).hasSizeLessThanOrEqualTo(5);
    }
    try (NetworkTraining alone =
        NetworkTraining.prepare(
            LocalSpark.session(),
            trials.get(0).config(),
            table,
            NetworkTraining.shape(trials.get(0).config(), table),
            NetworkTrainingTest.SILENT)) {
      TrainingResult result = alone.run(null, (number, checkpoint) -> {});
      assertThat(weights).isDeepEqualTo(alone.model().parameters());
      TrainingResult training = Objects.requireNonNull(first.training());
      assertThat(training.best().test()).isEqualTo(result.best().test());
      assertThat(training.confusion()).usingRecursiveComparison().isEqualTo(result.confusion());
      assertThat(training.confusion()).hasSize(3);
    }
  }

  @Test
  void poorTrialsEndEarlyAndOthersDoNot(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory, 200, 60);
    TrainConfig config =
        config(idx, "sweep: {optimiser.learningRate: [0.05, 0.04, 0.06, 1.0e-7, 1.0e+38]}");
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    List<String> notes = new ArrayList<>();
    try (NetworkTrials running = prepare(config, table, notes)) {
      List<TrialResult> results = running.run(Map.of(), (number, checkpoint) -> {});
      assertThat(results)
          .extracting(result -> result.trial().name(), TrialResult::ended)
          .contains(
              tuple("learningRate 1.0E-7", TrialResult.End.POOR),
              tuple("learningRate 1.0E+38", TrialResult.End.DIVERGED));
      assertThat(results.get(3).history()).hasSize(2);
      assertThat(results.get(4).history()).isEmpty();
      assertThat(results.get(4).best()).isNull();
      assertThat(results.get(4).isBetterThan(results.get(3), Metric.LOSS)).isFalse();
      assertThat(results.get(3).isBetterThan(results.get(4), Metric.LOSS)).isTrue();
      assertThat(results.stream().filter(r -> r.ended() == TrialResult.End.DONE).count())
          .isGreaterThanOrEqualTo(2);
      assertThat(notes)
          .anyMatch(note -> note.contains("the median of the others is better"))
          .anyMatch(
              note ->
                  note.matches(
                      "learningRate 1.0E\\+38: the loss is no number at step \\d+ of epoch 1; .*"));
    }
  }

  /** Poor ones and diverged ones among them: these are found again. */
  @Test
  void trialsGoOnFromTheirCheckpointsToTheSameCurves(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory, 200, 60);
    TrainConfig config =
        config(idx, "sweep: {optimiser.learningRate: [0.05, 0.04, 0.06, 1.0e-7, 1.0e+38]}\n");
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    // As a run leaves them that is killed when so many epochs of all trials are done.
    for (int kept : new int[] {1, 6, 9}) {
      Map<Integer, ByteArrayOutputStream> arrays = new HashMap<>();
      Map<Integer, List<EpochResult>> histories = new HashMap<>();
      int[] epochs = {0};
      List<TrialResult> whole;
      try (NetworkTrials running = prepare(config, table, new ArrayList<>())) {
        whole =
            running.run(
                Map.of(),
                (number, checkpoint) -> {
                  if (epochs[0]++ < kept) {
                    ByteArrayOutputStream file = new ByteArrayOutputStream();
                    checkpoint.writeArrays(file);
                    arrays.put(number, file);
                    histories.put(number, checkpoint.history());
                  }
                });
      }
      try (NetworkTrials running = prepare(config, table, new ArrayList<>())) {
        Map<Integer, Checkpoint> start = new HashMap<>();
        for (Map.Entry<Integer, ByteArrayOutputStream> file : arrays.entrySet()) {
          int number = file.getKey();
          start.put(
              number,
              running.read(
                  number,
                  new ByteArrayInputStream(file.getValue().toByteArray()),
                  Objects.requireNonNull(histories.get(number))));
        }
        List<TrialResult> rest = running.run(start, (number, checkpoint) -> {});
        assertThat(rest).extracting(TrialResult::ended).isEqualTo(ends(whole));
        assertThat(rest).extracting(NetworkTrialsTest::curve).isEqualTo(curves(whole));
      }
    }
  }

  private static List<TrialResult.End> ends(List<TrialResult> results) {
    return results.stream().map(TrialResult::ended).toList();
  }

  private static List<List<List<Object>>> curves(List<TrialResult> results) {
    return results.stream().map(NetworkTrialsTest::curve).toList();
  }

  private static List<List<Object>> curve(TrialResult result) {
    return NetworkTrainingTest.curve(result.history());
  }

  private static NetworkTrials prepare(TrainConfig config, NetworkTable table, List<String> notes)
      throws Exception {
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
    return NetworkTrials.prepare(LocalSpark.session(), config, Trial.of(config), table, listener);
  }
}
