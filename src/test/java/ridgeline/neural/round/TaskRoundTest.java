package ridgeline.neural.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.TrainConfig;
import ridgeline.data.network.DataSplit;
import ridgeline.neural.data.RowBlock;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.network.ChannelNormalisation;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.plan.Loss;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.train.Networks;

/** What reaches the steps of a round. All rows are equal, so their order does not matter. */
@Tag("torch")
class TaskRoundTest {
  private static final String NETWORK =
      """
      network: [flatten, dropout, {dense: 3}]
      batch: 2
      optimiser: {learningRate: 0.1}
      """;

  private static final TaskRound.Span FIRST = new TaskRound.Span(0, 0, 1, 0);
  private static final List<TaskRound.Span> OTHERS =
      List.of(
          new TaskRound.Span(0, 1, 2, 0),
          new TaskRound.Span(1, 0, 1, 0),
          new TaskRound.Span(0, 0, 1, 1));

  private static TrainingPlan plan(String... overrides) throws ConfigException {
    TrainConfig config = Networks.images(NETWORK, overrides);
    List<Integer> input = List.of(2, 12, 12);
    NetworkArchitecture architecture =
        NetworkArchitecture.of(config.network(), input, 3, config.regularisation());
    ChannelNormalisation normalisation =
        new ChannelNormalisation(new float[] {.5f, .5f}, new float[] {.25f, .25f});
    return TrainingPlan.of(config, architecture, new Loss.Classes(3, 0), normalisation);
  }

  private static float[] trained(TrainingPlan plan, TaskRound.Span span) {
    byte[] pixels = new byte[4 * 288];
    for (int k = 0; k < pixels.length; k++) {
      pixels[k] = (byte) (k % 288 % 251);
    }
    float[] ones = new float[4];
    Arrays.fill(ones, 1);
    RowSet rows =
        new RowSet(
            List.of(
                new RowBlock(DataSplit.TRAINING, new RowBlock.Pixels(pixels, 288), ones, ones)));
    return Rounds.round(plan, plan.initialState(), rows, span).state().parameters()[0];
  }

  @Test
  void stepsOfEqualRowsAreEqualWhereNothingIsDrawn() throws ConfigException {
    TrainingPlan plan = plan();
    for (TaskRound.Span other : OTHERS) {
      assertThat(trained(plan, other)).isEqualTo(trained(plan, FIRST));
    }
  }

  @Test
  void everyStepEpochAndTaskDropsOthers() throws ConfigException {
    TrainingPlan plan = plan("regularisation.dropout=0.5");
    assertDrawsAnew(plan);
  }

  /** The same in the same place, but different in every step, epoch and task. */
  private static void assertDrawsAnew(TrainingPlan plan) {
    assertThat(trained(plan, FIRST)).isEqualTo(trained(plan, FIRST));
    for (TaskRound.Span other : OTHERS) {
      assertThat(trained(plan, other)).isNotEqualTo(trained(plan, FIRST));
    }
  }

  @Test
  void imagesAreChangedAnewInEveryStepEpochAndTask() throws ConfigException {
    TrainingPlan plan = plan("regularisation.augmentation.noise=0.2");
    assertThat(trained(plan, FIRST)).isNotEqualTo(trained(plan(), FIRST));
    assertDrawsAnew(plan);
  }

  /** With the sums since the round began, and not after every step. */
  @Test
  void progressIsReportedEveryTwoThousandBatchesOfFour() throws ConfigException {
    TrainingPlan plan = Networks.tablePlan(Networks.table("network: [{dense: 1}]\nbatch: 4"));
    RowSet rows = Networks.rows(Networks.scattered(5 * 18_000, 1, 1), new float[18_000]);
    List<TaskProgress.Latest> progress = new ArrayList<>();
    TaskRound.Span span = new TaskRound.Span(0, 1000, 4500, 3);
    TaskRound round = TaskRound.run(plan, plan.initialState(), rows, span, progress::add);

    assertThat(progress).extracting(TaskProgress.Latest::task).containsExactly(3, 3);
    List<StepProgress> steps = progress.stream().map(TaskProgress.Latest::steps).toList();
    assertThat(steps).extracting(StepProgress::last).containsExactly(2000L, 4000L);
    assertThat(steps).extracting(StepProgress::rows).containsExactly(4000L, 12_000L);
    assertThat(round.rows()).isEqualTo(14_000);
    TaskRound first =
        Rounds.round(plan, plan.initialState(), rows, new TaskRound.Span(0, 1000, 2000, 3));
    assertThat(steps.get(0).loss()).isEqualTo(first.loss());
    assertThat(steps.get(1).loss()).isBetween(first.loss(), round.loss());
  }

  @Test
  void stepsHaveTheRateOfTheirPlaceInTheSchedule() throws ConfigException {
    TrainingPlan plan =
        plan("optimiser.schedule={kind: step, every: 1, factor: 0.125}", "epochs=2");
    float[] start = plan.initialState().parameters()[0];
    float[] first = trained(plan, FIRST);
    float[] second = trained(plan, new TaskRound.Span(1, 0, 1, 0));
    for (int k = 0; k < start.length; k++) {
      assertThat(second[k] - start[k]).isCloseTo((first[k] - start[k]) / 8, within(1e-7f));
    }
    assertThat(first).isNotEqualTo(start);

    TrainingPlan warming = plan("optimiser.schedule.warmUp=1");
    float[] once = trained(warming, FIRST);
    float[] later = trained(warming, new TaskRound.Span(0, 1, 2, 0));
    for (int k = 0; k < start.length; k++) {
      assertThat(later[k] - start[k]).isCloseTo(3 * (once[k] - start[k]), within(1e-7f));
    }
  }
}
