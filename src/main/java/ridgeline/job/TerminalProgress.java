package ridgeline.job;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Printable;
import ridgeline.neural.EpochResult;
import ridgeline.neural.TrainingListener;
import ridgeline.select.CvCell;
import ridgeline.select.CvProgress;
import ridgeline.sweep.SweepListener;

/**
 * Shows how a job goes on: a bar that moves on a terminal, and elsewhere a plain line at every
 * stage and every few seconds.
 */
final class TerminalProgress extends SparkListener implements SweepListener, AutoCloseable {
  private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long STEP_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String SOLVING = "solving";
  private static final String TRAINING = "training";

  /** What a bar of several trainings counts: thousandths of all their epochs. */
  private static final long WHOLE_TRAINING = 1000;

  /** How to show it; the names are what the command line takes. */
  enum Style {
    bar,
    plain
  }

  private final Style style;
  private final Consumer<String> lines;
  private final Supplier<ProgressBarBuilder> bars;
  private final LongSupplier nanoTime;
  private @Nullable ProgressBar bar;
  private String stage = "";
  private long stageStart;
  private long lastLine;
  private long tasks;
  private long tasksDone;

  /** When each of several trainings last had a line. */
  private final Map<String, Long> lastSteps = new HashMap<>();

  /** Thousandths of all trainings that were done when they began. */
  private long doneBefore;

  TerminalProgress(Style style) {
    this(
        style,
        line -> System.err.println(Printable.line(line)),
        ProgressBarBuilder::new,
        System::nanoTime);
  }

  /**
   * Shows progress elsewhere than on the terminal.
   *
   * @param lines takes plain lines and notes
   * @param bars starts a bar
   */
  TerminalProgress(
      Style style,
      Consumer<String> lines,
      Supplier<ProgressBarBuilder> bars,
      LongSupplier nanoTime) {
    this.style = style;
    this.lines = lines;
    this.bars = bars;
    this.nanoTime = nanoTime;
    stageStart = nanoTime.getAsLong();
    lastLine = stageStart;
  }

  @Override
  public synchronized void stage(String name) {
    close();
    stage = name;
    stageStart = nanoTime.getAsLong();
    tasks = 0;
    tasksDone = 0;
    lastSteps.clear();
    if (style == Style.bar) {
      bar =
          bars.get()
              .setTaskName("%-10s".formatted(name))
              .setInitialMax(-1)
              .setUnit(unit(name), 1)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .build();
    } else {
      line(name);
    }
  }

  private static String unit(String stage) {
    return switch (stage) {
      case SOLVING -> " cells";
      case TRAINING -> "";
      default -> " tasks";
    };
  }

  private static String prefix(String training) {
    return training.isEmpty() ? "" : training + ": ";
  }

  /**
   * Training begins, or goes on; what was done before tells nothing of the pace.
   *
   * @param done share of all epochs of all trainings
   */
  synchronized void start(double done) {
    doneBefore = Math.round(done * WHOLE_TRAINING);
    stageStart = nanoTime.getAsLong();
  }

  /**
   * Steps of a training were taken.
   *
   * @param training which of several; empty if there is one
   */
  synchronized void step(String training, TrainingListener.Step step) {
    long done = Math.round(step.done() * WHOLE_TRAINING);
    long now = nanoTime.getAsLong();
    Long lastStep = lastSteps.get(training);
    if (bar != null) {
      String state = prefix(training) + "epoch %d loss %.3f %,.0f/s";
      boolean alone = training.isEmpty();
      bar.maxHint(alone ? step.epochs() * step.steps() : WHOLE_TRAINING);
      bar.stepTo(alone ? (step.epoch() - 1) * step.steps() + step.step() : done);
      bar.setExtraMessage(state.formatted(step.epoch(), step.loss(), step.rowsPerSecond()));
    } else if (lastStep == null || now - lastStep > STEP_EVERY_NANOS) {
      lastSteps.put(training, now);
      line(
          "%sepoch %d of %d, step %,d of %,d: loss %.3f, %,.0f rows/s%s"
              .formatted(
                  prefix(training),
                  step.epoch(),
                  step.epochs(),
                  step.step(),
                  step.steps(),
                  step.loss(),
                  step.rowsPerSecond(),
                  timeLeft(done - doneBefore, WHOLE_TRAINING - doneBefore)));
    }
  }

  /**
   * An epoch of a training has ended.
   *
   * @param training which of several; empty if there is one
   */
  synchronized void epoch(String training, EpochResult result) {
    StringBuilder text = new StringBuilder(prefix(training)).append("epoch ");
    text.append(result.epoch()).append(" done: ");
    text.append(describe("training", result.training()));
    if (result.validation() != null) {
      text.append("; ").append(describe("validation", result.validation()));
    }
    if (result.test() != null) {
      text.append("; ").append(describe("test", result.test()));
    }
    line(text + "; %.0f s".formatted(result.seconds()));
  }

  private static String describe(String part, EpochResult.Quality quality) {
    Double accuracy = quality.accuracy();
    return "%s loss %.4f%s"
        .formatted(
            part, quality.loss(), accuracy == null ? "" : ", accuracy %.4f".formatted(accuracy));
  }

  @Override
  public synchronized void cells(CvProgress progress) {
    long done = progress.solved() + progress.skipped();
    String state = style == Style.bar ? brief(progress) : full(progress);
    show(done, progress.planned(), "cells", state);
  }

  /** What fits beside a bar in 80 columns. */
  private static String brief(CvProgress progress) {
    CvCell best = progress.best();
    return best == null ? "" : "RMSE %.4g, %,d skipped".formatted(best.rmse(), progress.skipped());
  }

  private static String full(CvProgress progress) {
    String counts = "%d folds, %,d skipped".formatted(progress.folds(), progress.skipped());
    CvCell best = progress.best();
    return best == null
        ? counts
        : "%s, best RMSE %.5g at elasticNetParam %s, regParam %.3g"
            .formatted(counts, best.rmse(), best.elasticNetParam(), best.regParam());
  }

  @Override
  public synchronized void note(String message) {
    line("note: " + message);
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
    tasks += event.stageInfo().numTasks();
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    tasksDone++;
    if (!stage.equals(SOLVING) && !stage.equals(TRAINING)) {
      show(tasksDone, Math.max(tasks, tasksDone), "tasks", "");
    }
  }

  private void show(long done, long planned, String unit, String state) {
    if (bar != null) {
      bar.maxHint(planned);
      bar.stepTo(done);
      bar.setExtraMessage(state);
    } else if (style == Style.plain && nanoTime.getAsLong() - lastLine > LINE_EVERY_NANOS) {
      line(
          "%s: %,d of %,d %s%s%s"
              .formatted(
                  stage,
                  done,
                  planned,
                  unit,
                  timeLeft(done, planned),
                  state.isEmpty() ? "" : ", " + state));
    }
  }

  /** What is left if the rest of the stage takes as long as what is done. */
  private String timeLeft(long done, long planned) {
    if (done == 0 || done >= planned) {
      return "";
    }
    double seconds = (nanoTime.getAsLong() - stageStart) / 1e9 / done * (planned - done);
    return ", about %.0f s left".formatted(seconds);
  }

  private void line(String text) {
    lastLine = nanoTime.getAsLong();
    lines.accept(text);
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
