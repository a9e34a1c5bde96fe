package ridgeline.neural.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.train.Networks;
import ridgeline.spark.LocalSpark;
import scala.Some;
import scala.Tuple2;
import scala.Tuple4;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** What is reported of a round while it runs, and at its end. */
@Tag("torch")
class RoundProgressTest {
  /** Counted down by a task of the same process once its report has arrived. */
  private static final CountDownLatch RECEIVED = new CountDownLatch(1);

  /** What happens to a task that Spark gives up. */
  private static final CountDownLatch STARTED = new CountDownLatch(1);

  private static final CountDownLatch STOPPED = new CountDownLatch(1);

  private final SparkContext spark = LocalSpark.session().sparkContext();
  private final List<StepProgress> reports = new ArrayList<>();

  private static StepProgress steps(long last, long rows, double loss) {
    return new StepProgress(last, rows, loss);
  }

  private void receive(StepProgress latest, double rowsPerSecond) {
    assertThat(rowsPerSecond).isPositive().isFinite();
    reports.add(latest);
  }

  /** A heartbeat with the accumulator of a task and a foreign one. */
  private static void heartbeat(RoundProgress progress, int task, StepProgress steps) {
    List<AccumulableInfo> updates =
        List.of(
            info(progress.accumulator().id(), new TaskProgress.Latest(task, steps)),
            info(-1, new TaskProgress.Latest(task, steps(99, 1, 1))));
    progress.onExecutorMetricsUpdate(
        new SparkListenerExecutorMetricsUpdate(
            "driver",
            CollectionConverters.asScala(
                    List.of(
                        new Tuple4<
                            Object,
                            Object,
                            Object,
                            scala.collection.immutable.Seq<AccumulableInfo>>(
                            7L, 0, 0, CollectionConverters.asScala(updates).toSeq())))
                .toSeq(),
            Map$.MODULE$
                .<Tuple2<Object, Object>, org.apache.spark.executor.ExecutorMetrics>empty()));
  }

  private static AccumulableInfo info(long id, Object update) {
    return new AccumulableInfo(
        id,
        scala.Option.empty(),
        new Some<>(update),
        scala.Option.empty(),
        true,
        true,
        scala.Option.empty());
  }

  @Test
  void theSlowerTaskSaysHowFarARoundIs() {
    try (RoundProgress progress = new RoundProgress(spark, 2, this::receive)) {
      heartbeat(progress, 0, steps(2000, 8000, 80));
      assertThat(reports).isEmpty(); // nothing from the other task
      heartbeat(progress, 1, steps(4000, 16_000, 40));
      heartbeat(progress, 0, steps(4000, 16_000, 120));
      heartbeat(progress, 0, steps(2000, 8000, 80)); // restarted
    }
    assertThat(reports).containsExactly(steps(2000, 24_000, 120), steps(4000, 8000, 40));
    assertThat(reports.get(1).meanLoss()).isEqualTo(0.005);
  }

  @Test
  void theEndReportsWhatWasNotReportedBefore() throws Exception {
    TrainingPlan plan = Networks.tablePlan(Networks.table("network: [{dense: 1}]\nbatch: 4"));
    RowSet rows = Networks.rows(Networks.scattered(5 * 40, 1, 1), new float[40]);
    TaskRound round =
        Rounds.round(plan, plan.initialState(), rows, new TaskRound.Span(0, 0, 10, 0));
    try (RoundProgress progress = new RoundProgress(spark, 1, this::receive)) {
      heartbeat(progress, 0, steps(4, 16, 1));
      progress.end(10, List.of(round));
      progress.end(10, List.of(round));
      heartbeat(progress, 0, steps(8, 32, 2)); // late
    }
    assertThat(reports).hasSize(2);
    assertThat(reports.get(1).last()).isEqualTo(10);
    assertThat(reports.get(1).rows()).isEqualTo(24);
    assertThat(reports.get(1).loss()).isEqualTo(round.loss() - 1);
  }

  @Test
  void reportsOfATaskAreReceivedWhileItRuns() {
    try (RoundProgress progress =
        new RoundProgress(
            spark,
            1,
            (latest, pace) -> {
              reports.add(latest);
              RECEIVED.countDown();
            })) {
      TaskProgress accumulator = progress.accumulator();
      boolean received =
          JavaSparkContext.fromSparkContext(spark)
              .parallelize(List.of(0), 1)
              .map(
                  task -> {
                    accumulator.add(new TaskProgress.Latest(task, steps(3, 6, 1.5)));
                    return RECEIVED.await(1, TimeUnit.MINUTES);
                  })
              .first();
      assertThat(received).isTrue();
    }
    assertThat(reports).containsExactly(steps(3, 6, 1.5));
  }

  @Test
  void aTaskThatIsGivenUpStops() throws Exception {
    try (RoundProgress progress = new RoundProgress(spark, 1, this::receive)) {
      TaskProgress accumulator = progress.accumulator();
      JavaFutureAction<Long> job =
          JavaSparkContext.fromSparkContext(spark)
              .parallelize(List.of(0), 1)
              .map(
                  task -> {
                    try {
                      for (int step = 0; step < 6000; step++) {
                        accumulator.add(new TaskProgress.Latest(task, steps(step, step, 0)));
                        STARTED.countDown();
                        Thread.sleep(10);
                      }
                    } catch (TaskKilledException e) {
                      STOPPED.countDown();
                      throw e;
                    }
                    return task;
                  })
              .countAsync();
      assertThat(STARTED.await(1, TimeUnit.MINUTES)).isTrue();
      job.cancel(true);
      assertThat(STOPPED.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
