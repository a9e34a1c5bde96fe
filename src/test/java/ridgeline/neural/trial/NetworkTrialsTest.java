package ridgeline.neural.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.neural.TrainConfigReader;
import ridgeline.config.neural.TrialConfig;
import ridgeline.data.network.IdxFiles;
import ridgeline.data.network.NetworkTable;
import ridgeline.neural.evaluate.ConfusionMatrix;
import ridgeline.neural.train.Checkpoint;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.NetworkTraining;
import ridgeline.neural.train.Networks;
import ridgeline.neural.train.RecordingTrainingListener;
import ridgeline.neural.train.TrainingResult;
import ridgeline.neural.trial.TrialResult.End;
import ridgeline.spark.LocalSpark;

/** Several trainings in parallel. */
@Tag("torch")
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

  private static TrainConfig config(Path idx, String more, String... overrides) throws Exception {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("data.idx=" + idx);
    return TrainConfigReader.read(JOB + more, "job.yaml", all);
  }

  @Test
  void aTrialIsTheTrainingOfItsOwnJob(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory, 200, 60);
    TrainConfig config =
        config(
            idx,
            "sweep: {regularisation.dropout: [0.2, 0.5]}",
            "regularisation.earlyStopping={enabled: true, patience: 9}");
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    List<TrialConfig> trials = TrialConfig.of(config);
    float[][] weights;
    TrialResult first;
    ConfusionMatrix confusion;
    try (NetworkTrials running =
        NetworkTrials.prepare(
            LocalSpark.session(), config, trials, table, new RecordingTrainingListener())) {
      List<TrialResult> results = running.run(Map.of(), (number, checkpoint) -> {});
      assertThat(results).extracting(TrialResult::trial).isEqualTo(trials);
      first = results.get(0);
      weights = running.model(1).parameters();
      confusion = running.confusion(1, 5);
    }
    try (NetworkTraining alone =
        NetworkTraining.prepare(
            LocalSpark.session(),
            trials.get(0).config(),
            table,
            NetworkTraining.architecture(trials.get(0).config(), table),
            new RecordingTrainingListener())) {
      TrainingResult result = alone.run(null, (number, checkpoint) -> {});
      assertThat(weights).isDeepEqualTo(alone.model().parameters());
      TrainingResult training = Objects.requireNonNull(first.training());
      assertThat(training.best().test()).isEqualTo(result.best().test());
      assertThat(confusion).usingRecursiveComparison().isEqualTo(alone.confusion(5));
      assertThat(confusion.counts()).hasSize(3);
    }
  }

  @Test
  void poorTrialsEndEarlyAndOthersDoNot(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory, 200, 60);
    TrainConfig config =
        config(
            idx,
            "sweep: {optimiser.learningRate: [0.05, 0.04, 0.06, 1.0e-7, 1.0e+38]}",
            "pruning.method=median");
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    RecordingTrainingListener recorded = new RecordingTrainingListener();
    try (NetworkTrials running = prepare(config, table, recorded)) {
      List<TrialResult> results = running.run(Map.of(), (number, checkpoint) -> {});
      assertThat(results)
          .extracting(result -> result.trial().name(), TrialResult::ended)
          .contains(
              tuple("learningRate 1.0E-7", TrialResult.End.PRUNED),
              tuple("learningRate 1.0E+38", TrialResult.End.DIVERGED));
      assertThat(results.get(3).history()).hasSize(2);
      assertThat(results.get(4).history()).isEmpty();
      assertThat(results.get(4).best()).isNull();
      assertThat(results.stream().filter(r -> r.ended() == TrialResult.End.DONE).count())
          .isGreaterThanOrEqualTo(2);
      assertThat(recorded.notes())
          .anyMatch(note -> note.contains("the median of the others is better"))
          .anyMatch(
              note ->
                  note.matches(
                      "learningRate 1.0E\\+38: the loss became NaN or infinite at step \\d+ of epoch 1;"
                          + " .*"));
    }
  }

  /** Nine settings, of which three reach epoch 3, and one the end. */
  @Test
  void halvingKeepsTheBestOfEachRung() throws Exception {
    TrainConfig config =
        TrainConfigReader.read(
            """
            name: table
            data: {sql: "SELECT sin(id) x, cos(id) z, 3 * sin(id) - cos(id) y FROM range(200)", label: y, numeric: [x, z]}
            network: [{dense: 1}]
            epochs: 4
            batch: 20
            sweep: {optimiser.learningRate: [0.0001, 0.03, 0.0003, 0.001, 0.01, 0.1, 0.003, 0.00001, 0.00003]}
            pruning: {method: asha, minEpochs: 1, reduction: 3}
            """,
            "job.yaml",
            List.of());
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    RecordingTrainingListener recorded = new RecordingTrainingListener();
    try (NetworkTrials running = prepare(config, table, recorded)) {
      List<TrialResult> results = running.run(Map.of(), (number, checkpoint) -> {});
      assertThat(results)
          .extracting(result -> result.history().size())
          .containsExactlyInAnyOrder(1, 1, 1, 1, 1, 1, 3, 3, 4);
      for (TrialResult result : results) {
        assertThat(result.ended()).isEqualTo(result.history().size() < 4 ? End.PRUNED : End.DONE);
      }
      assertBest(results, 1, 3);
      assertBest(results, 3, 1);
      assertThat(recorded.notes().stream().filter(note -> note.contains(" is pruned after epoch ")))
          .hasSize(8)
          .allMatch(note -> note.endsWith("because it is not among the best 1 of 3"));
    }
  }

  /** The settings that continue after a rung are those with the smallest validation loss there. */
  private static void assertBest(List<TrialResult> results, int rung, int kept) {
    List<TrialResult> byLoss =
        results.stream()
            .filter(result -> result.history().size() >= rung)
            .sorted(Comparator.comparingDouble(result -> loss(result, rung)))
            .toList();
    assertThat(byLoss.subList(0, kept)).allMatch(result -> result.history().size() > rung);
    assertThat(byLoss.subList(kept, byLoss.size()))
        .isNotEmpty()
        .allMatch(result -> result.history().size() == rung);
  }

  private static double loss(TrialResult result, int epochs) {
    return result.history().subList(0, epochs).stream()
        .mapToDouble(epoch -> Objects.requireNonNull(epoch.validation()).loss())
        .min()
        .orElseThrow();
  }

  @Test
  void ablationsHaveAllTheirEpochsHoweverPoor(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory, 200, 60);
    TrainConfig config =
        config(
            idx,
            "ablation: true",
            "regularisation={dropout: 0.2, l2: 30, gradientClipping: 10, labelSmoothing: 0.01}");
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    try (NetworkTrials running = prepare(config, table, new RecordingTrainingListener())) {
      List<TrialResult> results = running.run(Map.of(), (number, checkpoint) -> {});
      assertThat(results)
          .extracting(TrialResult::ended)
          .hasSize(7)
          .containsOnly(TrialResult.End.DONE);
      List<List<Double>> losses =
          results.stream()
              .map(
                  result ->
                      result.history().stream()
                          .map(epoch -> Objects.requireNonNull(epoch.validation()).loss())
                          .toList())
              .toList();
      assertThat(results.get(3).trial().name()).isEqualTo("l2 alone");
      List<List<Double>> others = new ArrayList<>(losses);
      others.remove(3);
      assertThat(
              new PruningRule.Median(2, 3)
                  .prunes(scores(losses.get(3)), others.stream().map(one -> scores(one)).toList()))
          .isTrue();
    }
  }

  /** Pruned and diverged trials among them: these are pruned or diverge again. */
  @Test
  void trialsResumeFromTheirCheckpointsToTheSameCurves(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory, 200, 60);
    TrainConfig config =
        config(
            idx,
            "sweep: {optimiser.learningRate: [0.05, 0.04, 0.06, 1.0e-7, 1.0e+38]}\n",
            "pruning.method=median");
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    // As a run leaves them that is killed after that many epochs of all trials.
    for (int kept : new int[] {1, 6, 9}) {
      assertResumesToTheSameCurves(config, table, kept);
    }
  }

  /** The fourth is worse than the means of the others from epoch 2 on, the fifth from 3 on. */
  @Test
  void trialsThatEndedPoorlyAtDifferentEpochsStayEnded(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory, 200, 60);
    String rates =
        """
        sweep: {optimiser.learningRate: [0.05, 0.04, 0.06, 0.03, 0.02]}
        pruning: {method: median, minEpochs: 2}
        """;
    ByteArrayOutputStream arrays = new ByteArrayOutputStream();
    TrainConfig once = config(idx, rates, "epochs=1");
    NetworkTable table = NetworkTable.open(LocalSpark.session(), once);
    try (NetworkTrials running = prepare(once, table, new RecordingTrainingListener())) {
      running.run(
          Map.of(),
          (number, checkpoint) -> {
            if (number == 1) {
              checkpoint.writeArrays(arrays);
            }
          });
    }
    List<Double> good = List.of(1.2, 0.5, 0.3, 0.2);
    List<List<Double>> losses =
        List.of(good, good, good, List.of(5.0, 5.0), List.of(0.8, 0.8, 0.8));
    try (NetworkTrials running =
        prepare(config(idx, rates, "epochs=4"), table, new RecordingTrainingListener())) {
      Map<Integer, Checkpoint> start = new HashMap<>();
      for (int trial = 0; trial < losses.size(); trial++) {
        List<EpochResult> history = new ArrayList<>();
        for (double loss : losses.get(trial)) {
          EpochResult.Quality quality = new EpochResult.Quality(loss, 0, 0.5, null);
          int epoch = history.size() + 1;
          history.add(new EpochResult(epoch, 10L * epoch, quality, quality, quality, 0.05, 0, 1));
        }
        start.put(
            trial + 1,
            running.read(
                trial + 1, new ByteArrayInputStream(arrays.toByteArray()), arrays.size(), history));
      }
      assertThat(running.run(start, (number, checkpoint) -> {}))
          .extracting(TrialResult::ended, result -> result.history().size())
          .containsExactly(
              tuple(TrialResult.End.DONE, 4),
              tuple(TrialResult.End.DONE, 4),
              tuple(TrialResult.End.DONE, 4),
              tuple(TrialResult.End.PRUNED, 2),
              tuple(TrialResult.End.PRUNED, 3));
    }
  }

  /**
   * Runs trials, and runs them again from some of their checkpoints.
   *
   * @param kept epochs of all trials that are in the checkpoints
   */
  private static void assertResumesToTheSameCurves(TrainConfig config, NetworkTable table, int kept)
      throws Exception {
    Map<Integer, ByteArrayOutputStream> arrays = new HashMap<>();
    Map<Integer, List<EpochResult>> histories = new HashMap<>();
    int[] epochs = {0};
    List<TrialResult> whole;
    try (NetworkTrials running = prepare(config, table, new RecordingTrainingListener())) {
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
    RecordingTrainingListener recorded = new RecordingTrainingListener();
    try (NetworkTrials running = prepare(config, table, recorded)) {
      Map<Integer, Checkpoint> start = new HashMap<>();
      for (Map.Entry<Integer, ByteArrayOutputStream> file : arrays.entrySet()) {
        int number = file.getKey();
        start.put(
            number,
            running.read(
                number,
                new ByteArrayInputStream(file.getValue().toByteArray()),
                file.getValue().size(),
                Objects.requireNonNull(histories.get(number))));
      }
      List<TrialResult> rest = running.run(start, (number, checkpoint) -> {});
      assertThat(rest).extracting(TrialResult::ended).isEqualTo(ends(whole));
      assertThat(rest).extracting(NetworkTrialsTest::curve).isEqualTo(curves(whole));
    }
    double had = histories.values().stream().mapToInt(List::size).sum();
    double before = had / whole.size() / config.epochs();
    assertThat(recorded.done().get(0)).isCloseTo(before, within(1e-12));
    assertThat(recorded.done().subList(1, recorded.done().size()))
        .isNotEmpty()
        .allMatch(done -> done > before);
  }

  @Test
  void aTrialThatHadAllItsEpochsWasNotStopped(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory, 200, 60);
    TrainConfig config =
        config(
            idx,
            "sweep: {regularisation.earlyStopping.patience: [2, 1]}",
            "regularisation.earlyStopping={enabled: true, minImprovement: 100}");
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    try (NetworkTrials running = prepare(config, table, new RecordingTrainingListener())) {
      List<TrialResult> results = running.run(Map.of(), (number, checkpoint) -> {});
      assertThat(results)
          .extracting(TrialResult::ended, result -> result.history().size())
          .containsExactly(tuple(TrialResult.End.DONE, 3), tuple(TrialResult.End.STOPPED, 2));
      assertThat(results)
          .extracting(result -> Objects.requireNonNull(result.training()).stopped())
          .containsExactly(false, true);
    }
  }

  /** The one with the large learning rate is best in its second epoch. */
  @Test
  void trialsAreJudgedByTheirBestEpochsAndAllTrainedByDefault(@TempDir Path directory)
      throws Exception {
    Path idx = IdxFiles.write(directory, 200, 60);
    TrainConfig config =
        config(
            idx,
            "sweep: {optimiser.learningRate: [0.05, 0.04, 0.06, 1.0e-7]}\nseeds: 2\n",
            "regularisation.earlyStopping.metric=accuracy");
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    try (NetworkTrials running = prepare(config, table, new RecordingTrainingListener())) {
      List<TrialResult> results = running.run(Map.of(), (number, checkpoint) -> {});
      assertThat(results).hasSize(8).extracting(TrialResult::ended).containsOnly(End.DONE);
      assertThat(results)
          .extracting(result -> result.trial().settings().get("seed"))
          .startsWith(42L, 43L, 42L, 43L);
      for (int i = 0; i < results.size(); i++) {
        TrainingResult training = Objects.requireNonNull(results.get(i).training());
        double best =
            training.history().stream()
                .mapToDouble(NetworkTrialsTest::validationAccuracy)
                .max()
                .orElseThrow();
        assertThat(validationAccuracy(training.best())).isEqualTo(best);
        assertThat(running.confusion(i + 1, 1).counts()).hasSize(3);
      }
    }
  }

  private static double validationAccuracy(EpochResult epoch) {
    return Objects.requireNonNull(Objects.requireNonNull(epoch.validation()).accuracy());
  }

  private static PruningRule.Curves scores(List<Double> losses) {
    return new PruningRule.Curves(List.of(losses), true);
  }

  private static List<TrialResult.End> ends(List<TrialResult> results) {
    return results.stream().map(TrialResult::ended).toList();
  }

  private static List<List<List<Object>>> curves(List<TrialResult> results) {
    return results.stream().map(NetworkTrialsTest::curve).toList();
  }

  private static List<List<Object>> curve(TrialResult result) {
    return Networks.curve(result.history());
  }

  private static NetworkTrials prepare(
      TrainConfig config, NetworkTable table, RecordingTrainingListener recorded) throws Exception {
    return NetworkTrials.prepare(
        LocalSpark.session(), config, TrialConfig.of(config), table, recorded);
  }
}
