package ridgeline.neural.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.neural.TrainConfigReader;
import ridgeline.data.DataException;
import ridgeline.data.network.DataSplit;
import ridgeline.data.network.IdxFiles;
import ridgeline.data.network.NetworkTable;
import ridgeline.neural.data.RowBlock;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.data.TrainingData;
import ridgeline.neural.evaluate.Evaluator;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.plan.Evaluation;
import ridgeline.neural.plan.Loss;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.Rounds;
import ridgeline.neural.round.TaskRound;
import ridgeline.spark.LocalSpark;

/** Trainings on Spark. */
@Tag("torch")
class NetworkTrainingTest {
  private static final String JOB =
      """
      name: test
      network: [{conv: 4}, batchNorm, relu, {maxPool: 2}, flatten, dropout, {dense: 3}]
      regularisation: {dropout: 0.2}
      optimiser: {learningRate: 0.05, momentum: 0.9}
      epochs: 3
      batch: 16
      """;

  private static Path idx;

  @BeforeAll
  static void writeFiles(@TempDir Path directory) throws Exception {
    idx = IdxFiles.write(directory.resolve("idx"), 300, 90);
  }

  private static TrainConfig config(String... overrides) throws Exception {
    List<String> all = new ArrayList<>(List.of("data.idx=" + idx));
    all.addAll(Arrays.asList(overrides));
    return TrainConfigReader.read(JOB, "job.yaml", all);
  }

  /** A training that is ready to run. */
  private static NetworkTraining prepare(TrainConfig config) throws Exception {
    return prepare(config, new RecordingTrainingListener());
  }

  private static NetworkTraining prepare(TrainConfig config, RecordingTrainingListener recorded)
      throws Exception {
    NetworkTable table = NetworkTable.open(LocalSpark.session(), config);
    NetworkArchitecture architecture = NetworkTraining.architecture(config, table);
    return NetworkTraining.prepare(LocalSpark.session(), config, table, architecture, recorded);
  }

  private static TrainingResult run(TrainConfig config) throws Exception {
    try (NetworkTraining training = prepare(config)) {
      return training.run(null, (number, checkpoint) -> {});
    }
  }

  @Test
  void whatCannotBeTrainedIsRefused(@TempDir Path directory) throws Exception {
    assertThatThrownBy(() -> prepare(config("regularisation.augmentation.cropPadding=2147483647")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "regularisation.augmentation.cropPadding: is 2,147,483,647, which exceeds the sides of the images of");
    String one = IdxFiles.write(directory.resolve("one"), 1, 3).toString();
    assertThatThrownBy(() -> prepare(config("data.idx=" + one, "validation=0")))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            "the label is constant (class 0 in all 1 training rows), so there is nothing to learn");
  }

  @Test
  void learnsWhatThereIsToLearn() throws Exception {
    try (NetworkTraining training = prepare(config())) {
      TrainingResult result = training.run(null, (number, checkpoint) -> {});
      long validation = result.rows().getOrDefault(DataSplit.VALIDATION, 0L);
      assertThat(validation).isBetween(15L, 45L);
      assertThat(result.rows())
          .isEqualTo(
              Map.of(
                  DataSplit.TRAINING,
                  300 - validation,
                  DataSplit.VALIDATION,
                  validation,
                  DataSplit.TEST,
                  90L));
      EpochResult.Quality test = Objects.requireNonNull(result.best().test());
      assertThat(test.accuracy()).isGreaterThan(0.95);
      assertConfusionIsOf(training, test);
    }
  }

  /** The shares of rows by label and predicted class are those measured. */
  private static void assertConfusionIsOf(NetworkTraining training, EpochResult.Quality test) {
    List<double[]> counts = training.confusion(0).counts();
    double right = 0;
    for (int i = 0; i < 3; i++) {
      right += counts.get(i)[i];
    }
    assertThat(counts.stream().flatMapToDouble(Arrays::stream).sum()).isEqualTo(90);
    assertThat(right / 90).isCloseTo(test.accuracy(), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theSameSeedGivesTheSameCurve(int tasks) throws Exception {
    String distribution = "distribution={tasks: %d, syncEvery: 3}".formatted(tasks);
    TrainingResult first = run(config(distribution));
    assertThat(Networks.curve(run(config(distribution)).history()))
        .isEqualTo(Networks.curve(first.history()));
    assertThat(Networks.curve(run(config(distribution, "seed=43")).history()))
        .isNotEqualTo(Networks.curve(first.history()));
  }

  @Test
  void oneTaskIsPlainTraining() throws Exception {
    try (NetworkTraining training = prepare(config("epochs=1", "distribution.syncEvery=2"))) {
      training.run(null, (number, checkpoint) -> {});
      TrainingPlan plan = training.plan();
      RowSet rows = TrainingData.rows(training.data().training().collect().iterator());
      TaskRound plain =
          Rounds.round(
              plan,
              plan.initialState(),
              rows,
              new TaskRound.Span(0, 0, plan.steps(rows.count()), 0));
      assertThat(training.model().parameters()).isDeepEqualTo(plain.state().parameters());
    }
  }

  /** After the epoch, and after every other step. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void twoTasksAreAveragedByTheirRows(int syncEvery) throws Exception {
    TrainConfig config =
        config(
            "epochs=1",
            "distribution={tasks: 2, syncEvery: %d}".formatted(syncEvery),
            "batch=40",
            "optimiser.schedule.kind=cosine");
    try (NetworkTraining training = prepare(config)) {
      training.run(null, (number, checkpoint) -> {});
      List<RowSet> tasks =
          training.data().training().glom().collect().stream().map(RowSet::new).toList();
      assertThat(tasks).hasSize(2);
      assertThat(tasks.get(0).count()).isNotEqualTo(tasks.get(1).count());
      float[][] expected = averaged(training.plan(), tasks, syncEvery).parameters();
      float[][] mean = training.model().parameters();
      for (int i = 0; i < mean.length; i++) {
        assertThat(mean[i]).containsExactly(expected[i], within(1e-6f));
      }
    }
  }

  /** The state after an epoch of two tasks. */
  private static NetworkState averaged(TrainingPlan plan, List<RowSet> tasks, int syncEvery) {
    long steps = tasks.stream().mapToLong(rows -> plan.steps(rows.count())).max().orElseThrow();
    long length = syncEvery == 0 ? steps : syncEvery;
    NetworkState state = plan.initialState();
    for (long from = 0; from < steps; from += length) {
      List<NetworkState> replicas = new ArrayList<>();
      long[] seen = new long[2];
      for (int task = 0; task < 2; task++) {
        TaskRound.Span span = new TaskRound.Span(0, from, from + length, task);
        TaskRound round = Rounds.round(plan, state, tasks.get(task), span);
        replicas.add(round.state());
        seen[task] = round.rows();
      }
      state = mean(replicas, seen);
    }
    return state;
  }

  private static NetworkState mean(List<NetworkState> replicas, long[] rows) {
    NetworkState one = replicas.get(0);
    NetworkState other = replicas.get(1);
    double share = (double) rows[0] / (rows[0] + rows[1]);
    float[][] parameters = mean(one.parameters(), other.parameters(), share);
    float[][][] moments = new float[parameters.length][][];
    for (int i = 0; i < moments.length; i++) {
      moments[i] = mean(one.moments()[i], other.moments()[i], share);
    }
    return new NetworkState(parameters, moments, Math.max(one.steps(), other.steps()));
  }

  private static float[][] mean(float[][] one, float[][] other, double share) {
    float[][] mean = new float[one.length][];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = new float[one[i].length];
      for (int k = 0; k < mean[i].length; k++) {
        mean[i][k] = (float) (share * one[i][k] + (1 - share) * other[i][k]);
      }
    }
    return mean;
  }

  @Test
  void aCheckpointGoesOnToTheSameCurve() throws Exception {
    TrainConfig config =
        config(
            "epochs=4",
            "optimiser={method: adamw, learningRate: 0.01, schedule: {kind: cosine}}",
            // No epoch is that much better than the first, whose weights are kept.
            "regularisation.earlyStopping={enabled: true, patience: 4, minImprovement: 100}");
    ByteArrayOutputStream arrays = new ByteArrayOutputStream();
    List<EpochResult> history = new ArrayList<>();
    TrainingResult whole;
    float[][] weights;
    try (NetworkTraining training = prepare(config)) {
      whole =
          training.run(
              null,
              (number, checkpoint) -> {
                if (checkpoint.history().size() == 2) {
                  checkpoint.writeArrays(arrays);
                  history.addAll(checkpoint.history());
                }
              });
      weights = training.model().parameters();
    }
    RecordingTrainingListener recorded = new RecordingTrainingListener();
    try (NetworkTraining training = prepare(config, recorded)) {
      Checkpoint read =
          training.read(new ByteArrayInputStream(arrays.toByteArray()), arrays.size(), history);
      TrainingResult rest = training.run(read, (number, checkpoint) -> {});
      assertThat(Networks.curve(rest.history())).isEqualTo(Networks.curve(whole.history()));
      assertThat(rest.chosen()).isEqualTo(whole.chosen());
      assertThat(training.model().parameters()).isDeepEqualTo(weights);
      assertThat(recorded.done()).startsWith(0.5).endsWith(1.0);
    }
  }

  @Test
  void theBestWeightsAreRestored() throws Exception {
    TrainConfig config =
        config(
            "epochs=12",
            "optimiser.learningRate=0.4", // high enough to make epochs differ
            "regularisation.earlyStopping={enabled: true, patience: 2}");
    try (NetworkTraining training = prepare(config)) {
      TrainingResult result = training.run(null, (number, checkpoint) -> {});
      int best = 0;
      for (int i = 0; i < result.history().size(); i++) {
        best = loss(result, i) < loss(result, best) ? i : best;
      }
      assertThat(result.chosen()).isEqualTo(best);
      assertThat(result.history().size()).isIn(best + 3, 12);
      assertConfusionIsOf(training, Objects.requireNonNull(result.best().test()));
    }
  }

  @Test
  void theWeightsOfTheBestEpochAreThoseOfTheModel() throws Exception {
    TrainConfig config =
        config("regularisation.earlyStopping={enabled: true, patience: 3, minImprovement: 100}");
    List<NetworkState> states = new ArrayList<>();
    try (NetworkTraining training = prepare(config)) {
      TrainingResult result =
          training.run(null, (number, checkpoint) -> states.add(checkpoint.state()));
      assertThat(result.history()).hasSize(3);
      assertThat(result.chosen()).isZero();
      assertThat(training.model().parameters()).isDeepEqualTo(states.get(0).parameters());
      assertThat(states.get(2).parameters()[0]).isNotEqualTo(states.get(0).parameters()[0]);
    }
  }

  @Test
  void labelsAreSmoothedAsTheJobSays() throws Exception {
    try (NetworkTraining training = prepare(config("regularisation.labelSmoothing=0.2"))) {
      assertThat(training.plan().loss()).isEqualTo(new Loss.Classes(3, 0.2));
    }
  }

  private static double loss(TrainingResult result, int epoch) {
    EpochResult.Quality validation = result.history().get(epoch).validation();
    return validation == null ? Double.NaN : validation.loss();
  }

  @Test
  void rowsKeepTheirPartsHoweverTheyArePartitioned() throws Exception {
    TrainConfig config = config("distribution.tasks=2");
    try (NetworkTraining one = prepare(config());
        NetworkTraining two = prepare(config)) {
      assertThat(two.data().rows()).isEqualTo(one.data().rows());
      assertThat(labels(two)).isEqualTo(labels(one));
      assertThat(two.hash()).isEqualTo(one.hash());
    }
  }

  @Test
  void asManyRowsWithOtherValuesAreOtherRows(@TempDir Path directory) throws Exception {
    Path other = IdxFiles.write(directory.resolve("idx"), 300, 90);
    Path labels = other.resolve("t10k-labels-idx1-ubyte.gz");
    IdxFiles.writeLabels(labels, new byte[90]);
    try (NetworkTraining one = prepare(config());
        NetworkTraining two = prepare(config("data.idx=" + other))) {
      assertThat(two.rows()).isEqualTo(one.rows());
      assertThat(two.hash()).isNotEqualTo(one.hash());
    }
  }

  private static List<Integer> labels(NetworkTraining training) {
    List<Integer> counts = new ArrayList<>(List.of(0, 0, 0));
    for (RowBlock block : training.data().training().collect()) {
      for (int i = 0; i < block.count(); i++) {
        int label = (int) block.label(i);
        counts.set(label, counts.get(label) + 1);
      }
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void atMostSoManyTrainingRowsAreMeasuredAndAllOthers(int tasks, @TempDir Path directory)
      throws Exception {
    Path many = IdxFiles.write(directory.resolve("idx"), 14_000, 300);
    TrainConfig config = config("data.idx=" + many, "distribution.tasks=" + tasks);
    try (NetworkTraining training = prepare(config)) {
      JavaSparkContext spark =
          JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
      Map<DataSplit, Evaluation> measured =
          new Evaluator(spark, training.plan(), training.data(), tasks)
              .measure(training.plan().initialState().parameters());
      assertThat(rows(measured, DataSplit.TRAINING)).isEqualTo(Evaluator.SAMPLE);
      for (DataSplit split : List.of(DataSplit.VALIDATION, DataSplit.TEST)) {
        assertThat(rows(measured, split)).isEqualTo(training.rows().get(split));
      }
    }
  }

  private static long rows(Map<DataSplit, Evaluation> measured, DataSplit split) {
    return (long)
        Objects.requireNonNull(measured.get(split)).confusion().stream()
            .flatMapToDouble(Arrays::stream)
            .sum();
  }
}
