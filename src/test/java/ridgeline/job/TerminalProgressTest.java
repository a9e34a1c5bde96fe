package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import ridgeline.neural.EpochResult;
import ridgeline.neural.TrainingListener;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCell;
import ridgeline.select.CvProgress;

/** What the plain lines and the bar say, on a clock that stands still between calls. */
class TerminalProgressTest {
  private static final int COLUMNS = 80;

  private final List<String> lines = new ArrayList<>();
  private final List<String> drawn = new CopyOnWriteArrayList<>();
  private long now = 7;

  @Test
  void aPlainLineTellsEveryStageAtOnce() {
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.stage("reading");
    progress.stage("statistics");

    assertThat(lines).containsExactly("reading", "statistics");
    assertThat(drawn).isEmpty();
  }

  @Test
  void plainLinesTellCellsTimeLeftFoldsAndTheBest() {
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.stage("solving");
    seconds(10);
    progress.cells(new CvProgress(10, 5500, 1000, 100, cell()));

    assertThat(lines)
        .last()
        .isEqualTo(
            "solving: 1,100 of 5,500 cells, about 40 s left, 10 folds, 100 skipped,"
                + " best RMSE 0.50000 at elasticNetParam 0.9, regParam 0.0123");
  }

  /** A time left cannot be told before anything is done, and need not be at the end. */
  @ParameterizedTest
  @CsvSource({"0, 0, 'solving: 0 of 60 cells'", "50, 10, 'solving: 60 of 60 cells'"})
  void noTimeIsLeftAtStartAndEnd(long solved, long skipped, String counts) {
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.stage("solving");
    seconds(10);
    progress.cells(new CvProgress(3, 60, solved, skipped, null));

    assertThat(lines).last().isEqualTo(counts + ", 3 folds, " + skipped + " skipped");
  }

  @Test
  void plainLinesAreSecondsApart() {
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.stage("solving");
    for (int solved = 1; solved <= 12; solved++) {
      seconds(1);
      progress.cells(new CvProgress(3, 60, solved, 0, null));
    }

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).startsWith("solving: 6 of 60 cells, about 54 s left");
    assertThat(lines.get(2)).startsWith("solving: 12 of 60 cells, about 48 s left");
  }

  @Test
  void outsideOfSolvingPlainLinesTellTasksOfTheStage() {
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.stage("reading");
    progress.onStageSubmitted(submitted(5));
    tasks(progress, 5);
    progress.stage("statistics");
    progress.onStageSubmitted(submitted(3));
    progress.onStageSubmitted(submitted(1));
    seconds(6);
    tasks(progress, 1);

    assertThat(lines)
        .containsExactly("reading", "statistics", "statistics: 1 of 4 tasks, about 18 s left");
  }

  @Test
  void tasksAreNotToldWhileCellsAre() {
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.stage("solving");
    progress.onStageSubmitted(submitted(3));
    seconds(6);
    tasks(progress, 2);

    assertThat(lines).containsExactly("solving");
  }

  @Test
  void theBarTellsCellsAndTheBestInEightyColumns() {
    TerminalProgress progress = progress(TerminalProgress.Style.bar);
    progress.stage("solving");
    progress.cells(new CvProgress(10, 5500, 1000, 100, cell()));
    progress.close();

    assertThat(drawn)
        .last()
        .asString()
        .startsWith("solving ")
        .contains("20%", "1100/5500 cells")
        .endsWith("RMSE 0.5000, 100 skipped")
        .hasSizeLessThanOrEqualTo(COLUMNS);
    assertThat(lines).isEmpty();
  }

  @Test
  void theBarTellsNoErrorBeforeThereIsOne() {
    TerminalProgress progress = progress(TerminalProgress.Style.bar);
    progress.stage("solving");
    progress.cells(new CvProgress(10, 5500, 0, 0, null));
    progress.close();

    assertThat(drawn).last().asString().contains("0/5500 cells").doesNotContain("RMSE", "skipped");
  }

  @Test
  void everyStageHasABarOfItsOwn() {
    TerminalProgress progress = progress(TerminalProgress.Style.bar);
    progress.stage("reading");
    progress.onStageSubmitted(submitted(8));
    tasks(progress, 2);
    progress.stage("writing");
    tasks(progress, 1);
    progress.close();
    progress.close();

    assertThat(drawn)
        .filteredOn(line -> line.startsWith("reading "))
        .last()
        .asString()
        .contains("25%", "2/8 tasks");
    assertThat(drawn).last().asString().startsWith("writing ").contains("1/1 tasks");
  }

  @Test
  void plainLinesTellStepsOfATrainingAndTimeLeft() {
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.stage("training");
    seconds(100);
    progress.start(0);
    seconds(10);
    progress.step("", step(2_000, 0.1));
    seconds(10);
    progress.step("", step(4_000, 0.2));
    progress.step("", step(4_010, 0.2)); // too soon
    progress.step("none", step(6_000, 1));

    assertThat(lines)
        .containsExactly(
            "training",
            "epoch 1 of 2, step 2,000 of 10,000: loss 0.500, 1,234 rows/s, about 90 s left",
            "epoch 1 of 2, step 4,000 of 10,000: loss 0.500, 1,234 rows/s, about 80 s left",
            "none: epoch 1 of 2, step 6,000 of 10,000: loss 0.500, 1,234 rows/s");
  }

  @Test
  void aTrainingThatGoesOnHasTheTimeOfWhatIsLeft() {
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.stage("training");
    progress.start(0.5);
    seconds(10);
    progress.step("", step(4_000, 0.6));

    assertThat(lines).last().asString().endsWith("about 40 s left");
  }

  @Test
  void theBarTellsStepEpochLossAndPaceOfATraining() {
    TerminalProgress progress = progress(TerminalProgress.Style.bar);
    progress.stage("training");
    progress.step("", new TrainingListener.Step(2, 5, 2_000, 15_000, 0.5, 1234, 0.2267));
    progress.close();

    assertThat(drawn)
        .last()
        .asString()
        .startsWith("training ")
        .contains("22%", "17000/75000")
        .endsWith("epoch 2 loss 0.500 1,234/s")
        .hasSizeLessThanOrEqualTo(COLUMNS);
    assertThat(lines).isEmpty();
  }

  @Test
  void theBarOfSeveralTrainingsTellsTheirShare() {
    TerminalProgress progress = progress(TerminalProgress.Style.bar);
    progress.stage("training");
    progress.step("none", step(2_000, 0.25));
    progress.close();

    assertThat(drawn)
        .last()
        .asString()
        .contains("25%", "250/1000", "none: epoch 1 loss 0.500")
        .hasSizeLessThanOrEqualTo(COLUMNS);
    assertThat(lines).isEmpty();
  }

  @Test
  void anEpochOfATrainingIsALine() {
    EpochResult.Quality training = new EpochResult.Quality(0.25, 0, 0.9, null);
    EpochResult.Quality test = new EpochResult.Quality(0.5, 0, 0.8, null);
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.epoch("", new EpochResult(3, 30, training, null, test, 0.1, 0, 7.4));
    EpochResult.Quality number = new EpochResult.Quality(0.125, 0, null, null);
    progress.epoch("none", new EpochResult(4, 40, number, number, null, 0.1, 0, 7.6));

    assertThat(lines)
        .containsExactly(
            "epoch 3 done: training loss 0.2500, accuracy 0.9000; test loss 0.5000, accuracy 0.8000; 7 s",
            "none: epoch 4 done: training loss 0.1250; validation loss 0.1250; 8 s");
  }

  private static TrainingListener.Step step(long step, double done) {
    return new TrainingListener.Step(1, 2, step, 10_000, 0.5, 1234, done);
  }

  @ParameterizedTest
  @EnumSource
  void notesAreLinesInEveryStyle(TerminalProgress.Style style) {
    progress(style).note("MLlib is taken");

    assertThat(lines).containsExactly("note: MLlib is taken");
  }

  private TerminalProgress progress(TerminalProgress.Style style) {
    return new TerminalProgress(
        style,
        lines::add,
        () ->
            new ProgressBarBuilder()
                .setConsumer(new DelegatingProgressBarConsumer(drawn::add, COLUMNS)),
        () -> now);
  }

  private void seconds(int seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  /** RMSE 0.5 at elasticNetParam 0.9 and regParam 0.0123. */
  private static CvCell cell() {
    LinearFit fit = new LinearFit(0.0123, 0, new int[0], new double[0], 0, 1, true);
    return new CvCell(0.9, 0, 0.25, 0.1, 0.5, 0, 1, true, fit);
  }

  /** An event of Spark, with what progress reads of it. */
  private static SparkListenerStageSubmitted submitted(int tasks) {
    return new SparkListenerStageSubmitted(
        new StageInfo(0, 0, "stage", tasks, null, null, "", null, null, null, 0, false, 0),
        new Properties());
  }

  private static void tasks(TerminalProgress progress, int count) {
    for (int i = 0; i < count; i++) {
      progress.onTaskEnd(new SparkListenerTaskEnd(0, 0, "ResultTask", null, null, null, null));
    }
  }
}
