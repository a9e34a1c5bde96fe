package ridgeline.neural.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.TrainConfig;
import ridgeline.data.network.DataSplit;
import ridgeline.neural.data.RowBlock;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.network.ChannelNormalisation;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.Rounds;
import ridgeline.neural.round.TaskRound;
import ridgeline.neural.torch.PyTorchRuntime;
import ridgeline.neural.train.Networks;

/** What training does to a network, and what it leaves behind. */
@Tag("torch")
class ReplicaTest {
  private static final String DROPOUT = "network: [dropout, flatten, {dense: 3}]";

  /** A dense layer that adds up all its inputs. */
  private static NetworkState summing(TrainingPlan plan) {
    NetworkState state = plan.initialState();
    Arrays.fill(state.parameters()[0], 1);
    Arrays.fill(state.parameters()[1], 0);
    return state;
  }

  @Test
  void dropoutIsOffWhenNothingIsTrained() throws ConfigException {
    TrainingPlan plan = Networks.imagePlan(Networks.images(DROPOUT, "regularisation.dropout=0.5"));
    TrainingPlan without = Networks.imagePlan(Networks.images(DROPOUT, "regularisation.dropout=0"));
    assertThat(plan.architecture().layers()).hasSize(3);
    assertThat(without.architecture().layers()).hasSize(2);
    RowSet rows = Networks.rows(Networks.scattered(2 * 288, 1, 1), 0, 1);
    try (Replica dropping = new Replica(plan, summing(plan));
        Replica plain = new Replica(without, summing(without))) {
      assertThat(dropping.outputs(Rounds.batch(plan, rows)))
          .isEqualTo(plain.outputs(Rounds.batch(without, rows)));
    }
  }

  /** The gradient of a bias counts rows; that of a weight sums its inputs after dropout. */
  @Test
  void whatDropoutKeepsIsScaledUp() throws ConfigException {
    double rate = 0.3;
    TrainingPlan plan =
        Networks.imagePlan(
            Networks.images(
                "network: [flatten, dropout, {dense: 3}]", "regularisation.dropout=" + rate));
    float[] ones = new float[288];
    Arrays.fill(ones, 1);
    int draws = 200;
    double sum = 0;
    double zeros = 0;
    try (Replica replica = new Replica(plan, plan.initialState())) {
      for (int draw = 0; draw < draws; draw++) {
        List<float[]> gradients =
            replica.gradients(
                Rounds.batch(plan, Networks.rows(ones, 0)), new SplittableRandom(draw));
        float ofBias = gradients.get(1)[0];
        for (int k = 0; k < 288; k++) {
          float kept = gradients.get(0)[k] / ofBias;
          sum += kept;
          zeros += kept == 0 ? 1 : 0;
        }
      }
    }
    double values = draws * 288.0;
    double deviation = Math.sqrt(rate * (1 - rate) / values);
    assertThat(zeros / values).isCloseTo(rate, within(4 * deviation));
    assertThat(sum / values).isCloseTo(1, within(4 * deviation / (1 - rate)));
  }

  @Test
  void statisticsOfBatchesRunWithThem() throws ConfigException {
    TrainConfig config =
        Networks.table("network: [batchNorm, {dense: 1}]\noptimiser: {learningRate: 1.0e-9}");
    TrainingPlan plan = Networks.tablePlan(config);
    float[] inputs = {1, 2, 3, 4, 5, 3, 2, 1, 0, -1};
    try (Replica replica = new Replica(plan, plan.initialState())) {
      replica.train(Rounds.batch(plan, Networks.rows(inputs, 0, 0)), 1e-9, new SplittableRandom(1));
      float[][] parameters = replica.state().parameters();
      // A tenth of the batch's mean, and of its unbiased variance.
      assertThat(parameters[2])
          .containsExactly(new float[] {.2f, .2f, .2f, .2f, .2f}, within(1e-6f));
      assertThat(parameters[3])
          .containsExactly(new float[] {1.1f, .9f, 1.1f, 1.7f, 2.7f}, within(1e-5f));
    }
  }

  @Test
  void averagesTakeInRunningStatisticsAndMoments() throws ConfigException {
    TrainConfig config =
        Networks.table("network: [batchNorm, {dense: 1}]\noptimiser: {method: adam}");
    TrainingPlan plan = Networks.tablePlan(config);
    NetworkState one = plan.initialState();
    NetworkState other = plan.initialState();
    for (float[] values : other.parameters()) {
      Arrays.fill(values, 5);
    }
    Arrays.fill(one.parameters()[2], 1);
    Arrays.fill(other.moments()[4][1], 4);
    NetworkState mean = NetworkState.average(List.of(one, other), new long[] {3, 1});
    assertThat(mean.parameters()[2]).containsOnly(2);
    assertThat(mean.parameters()[3]).containsOnly(2);
    assertThat(mean.moments()[4][1]).containsOnly(1);
    assertThat(NetworkState.average(List.of(one), new long[] {7}).parameters())
        .isDeepEqualTo(one.parameters());
  }

  /** Every task of Spark is a thread of its own. */
  @Test
  void anOperationOfPyTorchHasOneThread() throws Exception {
    PyTorchRuntime.manager().close();
    AtomicInteger threads = new AtomicInteger();
    Thread task =
        new Thread(
            () -> {
              PyTorchRuntime.manager().close();
              threads.set(threadsOfOpenMp().invokeInt(new Object[0]));
            });
    task.start();
    task.join();
    assertThat(threads).hasValue(1);
    assertThat(JniUtils.getNumInteropThreads()).isEqualTo(1);
  }

  /** The number of threads that PyTorch's OpenMP uses in the calling thread. */
  private static Function threadsOfOpenMp() {
    String directory = LibUtils.getLibtorchPath();
    File[] libraries = new File(directory).listFiles((in, file) -> file.startsWith("libgomp"));
    assertThat(libraries).as(directory).hasSize(1);
    return Function.getFunction(
        Objects.requireNonNull(libraries)[0].getPath(), "omp_get_max_threads");
  }

  @Test
  void arraysOfThousandStepsAreFreed() throws ConfigException {
    TrainConfig config =
        Networks.images(
            "network: [{conv: 2}, batchNorm, relu, {maxPool: 2}, flatten, dropout, {dense: 3}]",
            "regularisation.dropout=0.5",
            "regularisation.l1=0.1");
    TrainingPlan plan = Networks.imagePlan(config);
    RowSet rows = Networks.rows(Networks.scattered(3 * 288, 1, 1), 0, 1, 2);
    Batch batch = Rounds.batch(plan, rows);
    try (Replica replica = new Replica(plan, plan.initialState())) {
      replica.train(batch, 0.01, new SplittableRandom(0));
      int alive = replica.arrayCount();
      assertThat(alive).isEqualTo(plan.architecture().parameterShapes().size());
      for (int step = 0; step < 1000; step++) {
        replica.train(batch, 0.01, new SplittableRandom(step));
        replica.outputs(batch);
      }
      assertThat(replica.arrayCount()).isEqualTo(alive);
    }
  }

  @Test
  void roundsAreOneTrainingWhateverTheirLength() throws ConfigException {
    TrainConfig config =
        Networks.images(
            "network: [{conv: 2}, batchNorm, relu, flatten, dropout, {dense: 3}]\nbatch: 4",
            "regularisation.dropout=0.5",
            "optimiser={method: adam, schedule: {kind: cosine, warmUp: 1}}");
    TrainingPlan plan = Networks.imagePlan(config);
    float[] labels = new float[37];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 3;
    }
    RowSet rows = Networks.rows(Networks.scattered(37 * 288, 1, 1), labels);
    TaskRound whole =
        Rounds.round(plan, plan.initialState(), rows, new TaskRound.Span(1, 0, 10, 0));
    NetworkState state = plan.initialState();
    double loss = 0;
    for (int from = 0; from < 10; from += 3) {
      TaskRound part = Rounds.round(plan, state, rows, new TaskRound.Span(1, from, from + 3, 0));
      state = part.state();
      loss += part.loss();
    }
    assertThat(state.parameters()).isDeepEqualTo(whole.state().parameters());
    assertThat(state.moments()).isDeepEqualTo(whole.state().moments());
    assertThat(loss).isCloseTo(whole.loss(), within(1e-9));
    assertThat(whole.rows()).isEqualTo(37);
  }

  @Test
  void epochsAndTasksDrawTheirOwnOrder() throws ConfigException {
    TrainingPlan plan =
        Networks.tablePlan(Networks.table("network: [{dense: 1}]\nbatch: 1\nseed: 5"));
    RowSet rows = Networks.rows(Networks.scattered(20 * 5, 1, 1), Networks.scattered(20, 2, 1));
    NetworkState start = plan.initialState();
    float[] first = trained(plan, start, rows, new TaskRound.Span(0, 0, 20, 0));
    assertThat(trained(plan, start, rows, new TaskRound.Span(0, 0, 20, 0))).isEqualTo(first);
    assertThat(trained(plan, start, rows, new TaskRound.Span(1, 0, 20, 0))).isNotEqualTo(first);
    assertThat(trained(plan, start, rows, new TaskRound.Span(0, 0, 20, 1))).isNotEqualTo(first);
  }

  private static float[] trained(
      TrainingPlan plan, NetworkState start, RowSet rows, TaskRound.Span span) {
    return Rounds.round(plan, start, rows, span).state().parameters()[0];
  }

  @Test
  void aLossThatIsNoNumberChangesNothing() throws ConfigException {
    TrainingPlan plan = Networks.tablePlan(Networks.table("network: [{dense: 1}]\nbatch: 2"));
    RowSet rows =
        new RowSet(
            List.of(
                new RowBlock(
                    DataSplit.TRAINING,
                    new RowBlock.Features(new float[] {1, 1, 1, 1, Float.NaN, 1, 1, 1, 1, 1}, 5),
                    new float[2],
                    new float[] {1, 1})));
    TaskRound round = Rounds.round(plan, plan.initialState(), rows, new TaskRound.Span(0, 0, 1, 0));
    assertThat(round.badStep()).isZero();
    assertThat(round.state().parameters()).isDeepEqualTo(plan.initialState().parameters());
  }

  @Test
  void aWeightCountsRows() throws ConfigException {
    TrainingPlan plan = Networks.tablePlan(Networks.table("network: [{dense: 1}]"));
    float[] inputs = Networks.scattered(10, 1, 1);
    float[] repeated = Arrays.copyOf(inputs, 15);
    System.arraycopy(inputs, 0, repeated, 10, 5);
    // The mean of the weights is 1, as for a table.
    RowSet weighted =
        new RowSet(
            List.of(
                new RowBlock(
                    DataSplit.TRAINING,
                    new RowBlock.Features(inputs, 5),
                    new float[] {3, 5},
                    new float[] {4f / 3, 2f / 3})));
    try (Replica replica = new Replica(plan, plan.initialState())) {
      List<float[]> ofWeights = gradients(replica, plan, weighted);
      List<float[]> ofRows = gradients(replica, plan, Networks.rows(repeated, 3, 5, 3));
      for (int i = 0; i < 2; i++) {
        assertThat(ofWeights.get(i)).containsExactly(ofRows.get(i), within(1e-5f));
      }
    }
  }

  private static List<float[]> gradients(Replica replica, TrainingPlan plan, RowSet rows) {
    return replica.gradients(Rounds.batch(plan, rows), new SplittableRandom(1));
  }

  @Test
  void stepsOfAnEpochLeaveOutALastRowAloneOnlyWhereValuesAreNormalised() throws ConfigException {
    TrainingPlan plain = Networks.tablePlan(Networks.table("network: [{dense: 1}]\nbatch: 4"));
    TrainingPlan normalised =
        Networks.tablePlan(Networks.table("network: [batchNorm, {dense: 1}]\nbatch: 4"));
    assertThat(List.of(plain.steps(0), plain.steps(8), plain.steps(9), plain.steps(10)))
        .containsExactly(0L, 2L, 3L, 3L);
    assertThat(List.of(normalised.steps(0), normalised.steps(9), normalised.steps(10)))
        .containsExactly(0L, 2L, 3L);
  }

  @Test
  void aTaskWithoutRowsLeavesTheStateAsItIs() throws ConfigException {
    TrainingPlan plan = Networks.tablePlan(Networks.table("network: [{dense: 1}]\nbatch: 4"));
    TaskRound round =
        Rounds.round(
            plan, plan.initialState(), new RowSet(List.of()), new TaskRound.Span(0, 0, 3, 1));
    assertThat(round.rows()).isZero();
    assertThat(round.badStep()).isNegative();
    assertThat(round.state().parameters()).isDeepEqualTo(plan.initialState().parameters());
  }

  @Test
  void imagesAreCentredAndHaveADeviationOfOne() {
    long[][] channels = new long[2][256];
    channels[0][0] = 3;
    channels[0][255] = 1;
    channels[1][51] = 4; // a single value
    ChannelNormalisation normalisation = ChannelNormalisation.of(channels);
    assertThat(normalisation.mean()).containsExactly(new float[] {0.25f, 0.2f}, within(1e-6f));
    assertThat(normalisation.deviation())
        .containsExactly(new float[] {(float) Math.sqrt(3) / 4, 1}, within(1e-6f));
    float[] image = {0, 0, 1, 0, 0.2f, 0.2f, 0.2f, 0.2f};
    normalisation.apply(image);
    float below = (float) (-1 / Math.sqrt(3));
    assertThat(image)
        .containsExactly(
            new float[] {below, below, (float) Math.sqrt(3), below, 0, 0, 0, 0}, within(1e-6f));
  }
}
