package ridgeline.job.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.job.Terminal;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.TrainingListener;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCell;
import ridgeline.select.CvProgress;

/** What the plain lines and the bar show, with a clock that stands still between calls. */
@Tag("plain")
class TerminalProgressTest {
  private static final int COLUMNS = 80;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Terminal terminal = new Terminal(COLUMNS);
  private final List<String> lines = new ArrayList<>();
  private long now = 7;

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
  }

  /** A bar on a terminal that also receives the standard output. */
  private TerminalProgress bar() {
    System.setOut(terminal.stream());
    System.setErr(terminal.stream());
    return new TerminalProgress(
        TerminalProgress.Style.bar, line -> System.err.println(line), () -> COLUMNS, () -> now, 0);
  }

  private List<String> shown() {
    return terminal.shown();
  }

  @Test
  void aPlainLineReportsEveryStageAtOnce() {
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.stage("reading");
    progress.stage("statistics");

    assertThat(lines).containsExactly("reading", "statistics");
  }

  @Test
  void plainLinesReportCellsTimeLeftFoldsAndTheBest() {
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

  /** The time left cannot be estimated before anything is done, and is not needed at the end. */
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
  void outsideOfSolvingPlainLinesReportTasksOfTheStage() {
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.stage("reading");
    progress.tasks(5);
    tasks(progress, 5);
    progress.stage("statistics");
    progress.tasks(3);
    progress.tasks(1);
    seconds(6);
    tasks(progress, 1);

    assertThat(lines)
        .containsExactly("reading", "statistics", "statistics: 1 of 4 tasks, about 18 s left");
  }

  @Test
  void tasksAreNotReportedWhileCellsAre() {
    TerminalProgress progress = progress(TerminalProgress.Style.plain);
    progress.stage("solving");
    progress.tasks(3);
    seconds(6);
    tasks(progress, 2);

    assertThat(lines).containsExactly("solving");
  }

  @Test
  void theBarShowsCellsTheBestAndTimeLeft() {
    TerminalProgress progress = bar();
    progress.stage("solving");
    seconds(10);
    progress.cells(new CvProgress(10, 5500, 1000, 100, cell()));

    assertThat(shown())
        .containsExactly(
            "solving     20% [=>           ] RMSE 0.5000, 0:10, 0:40 left, 1,100/5,500 cells");
  }

  @Test
  void theBarShowsNoErrorBeforeThereIsOne() {
    TerminalProgress progress = bar();
    progress.stage("solving");
    seconds(1);
    progress.cells(new CvProgress(10, 5500, 0, 0, null));

    assertThat(shown()).singleElement().asString().contains("0/5,500 cells").doesNotContain("RMSE");
  }

  @Test
  void everyStageLeavesALineWhereItsBarWas() {
    TerminalProgress progress = bar();
    progress.stage("reading");
    progress.tasks(8);
    seconds(2);
    progress.taskEnded();
    seconds(1);
    progress.taskEnded();
    assertThat(shown()).singleElement().asString().contains(" 25% [", "2/8 tasks");
    progress.stage("writing");
    assertThat(shown()).hasSize(2).last().asString().startsWith("writing         [ ");
    progress.close();
    progress.close();

    assertThat(shown()).containsExactly("reading    2/8 tasks, 0:03", "writing    0:00");
    assertThat(System.out).isNotSameAs(out);
    System.err.println("after it");
    assertThat(shown()).hasSize(3).last().isEqualTo("after it");
  }

  /** Whatever is printed: in pieces, without a line end, several lines, or nothing. */
  @Test
  void whatIsPrintedMeanwhileStandsAboveTheBar() {
    TerminalProgress progress = bar();
    progress.stage("training");
    System.out.println("network: 3 layers");
    System.err.printf("a %s in %d pieces%n", "line", 3);
    progress.note("a note");
    System.out.print("first\nsecond\n");
    System.err.print("half a ");
    seconds(1);
    progress.step("", step(2_000, 0.1));
    System.err.println("line");
    System.out.print("");

    assertThat(shown())
        .startsWith(
            "network: 3 layers",
            "a line in 3 pieces",
            "note: a note",
            "first",
            "second",
            "half a line")
        .hasSize(7)
        .last()
        .asString()
        .startsWith("training    10% [>")
        .contains("] epoch 1/2 loss 0.500, 0:01, 0:09 left");
    progress.close();
    assertThat(shown()).hasSize(7).last().asString().startsWith("training   epoch 1/2 loss 0.500");
  }

  @Test
  void anOlderShareLeavesNoTime() {
    TerminalProgress progress = bar();
    progress.stage("training");
    progress.start(0.5);
    seconds(10);
    progress.step("", step(4_000, 0.4));

    assertThat(shown()).singleElement().asString().contains(" 40% [").doesNotContain("left");
  }

  @Test
  void plainLinesReportStepsOfATrainingAndTimeLeft() {
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
  void theBarShowsEpochLossPaceAndTheTraining() {
    TerminalProgress progress = bar();
    progress.stage("training");
    seconds(1);
    progress.step("", new TrainingListener.Step(2, 5, 2_000, 15_000, 0.5, 123_456, 0.2267));
    assertThat(shown())
        .containsExactly(
            "training    22% [=>          ] epoch 2/5 loss 0.500, 0:01, 0:03 left, 123,456/s");
    seconds(1);
    progress.step("l2", new TrainingListener.Step(2, 5, 2_000, 15_000, 0.5, 1234, 0.2267));
    assertThat(shown())
        .containsExactly(
            "training    22% [=>        ] epoch 2/5 loss 0.500, 0:02, 0:07 left, l2, 1,234/s");
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
            "epoch 3 done: training loss 0.2500, accuracy 0.9000; test loss 0.5000, accuracy"
                + " 0.8000; 7 s",
            "none: epoch 4 done: training loss 0.1250; validation loss 0.1250; 8 s");
  }

  private static TrainingListener.Step step(long step, double done) {
    return new TrainingListener.Step(1, 2, step, 10_000, 0.5, 1234, done);
  }

  @Test
  void notesAreLines() {
    progress(TerminalProgress.Style.plain).note("MLlib is used");

    assertThat(lines).containsExactly("note: MLlib is used");
  }

  private TerminalProgress progress(TerminalProgress.Style style) {
    return new TerminalProgress(style, lines::add, () -> COLUMNS, () -> now, 0);
  }

  private void seconds(int seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  /** RMSE 0.5 at elasticNetParam 0.9 and regParam 0.0123. */
  private static CvCell cell() {
    LinearFit fit = new LinearFit(0.0123, 0, new int[0], new double[0], 0, 1, true);
    return new CvCell(0.9, 0, 0.25, 0.1, 0.5, 0, 1, true, fit);
  }

  private static void tasks(TerminalProgress progress, int count) {
    for (int i = 0; i < count; i++) {
      progress.taskEnded();
    }
  }
}
