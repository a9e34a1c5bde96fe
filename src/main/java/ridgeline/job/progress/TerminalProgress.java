package ridgeline.job.progress;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Printable;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.TrainingListener;
import ridgeline.select.CvCell;
import ridgeline.select.CvProgress;
import ridgeline.sweep.SweepListener;

/**
 * Shows the progress of a job: a moving bar on a terminal, elsewhere a plain line at each stage and
 * every few seconds.
 */
public final class TerminalProgress implements SweepListener, AutoCloseable {
  private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long STEP_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long DRAW_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long TICK_MILLIS = 500;
  private static final String SOLVING = "solving";
  private static final String TRAINING = "training";

  /** The stage of many sweeps. */
  public static final String SWEEPS = "sweeps";

  /** Stages that count something else than tasks. */
  private static final Set<String> WITHOUT_TASKS = Set.of(SOLVING, TRAINING, SWEEPS);

  /** The full bar of a training, which counts thousandths of all epochs of all trainings. */
  private static final long WHOLE_TRAINING = 1000;

  /** How to show progress; the names are the values of the option. */
  public enum Style {
    bar,
    plain,

    /** Neither progress nor the summary is printed. */
    none;

    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    /** Where the summary is printed. */
    public PrintStream out() {
      return this == none ? NOWHERE : System.out;
    }
  }

  private final Style style;
  private final Consumer<String> lines;
  private final LongSupplier nanoTime;
  private final IntSupplier columns;
  private final @Nullable TerminalScreen screen;
  private final @Nullable ScheduledExecutorService ticks;
  private String stage = "";
  private long stageStart;
  private long begun;
  private long lastLine;
  private long lastDrawn;
  private long tasks;
  private long tasksDone;
  private long done;
  private long planned;

  /** Details of the bar except the times, most important first. */
  private List<String> details = List.of();

  /** When a line was last printed for each training. */
  private final Map<String, Long> lastSteps = new HashMap<>();

  /** Thousandths of all trainings that were already done when this run started them. */
  private long doneBefore;

  public TerminalProgress(Style style) {
    this(
        style,
        line -> System.err.println(Printable.line(line)),
        new TerminalWidth(System::nanoTime),
        System::nanoTime,
        TICK_MILLIS);
  }

  /**
   * Shows progress elsewhere than on the terminal.
   *
   * @param lines takes plain lines and notes
   * @param columns of the terminal
   * @param tickMillis how often a bar is drawn when nothing happens; 0 for never
   */
  public TerminalProgress(
      Style style,
      Consumer<String> lines,
      IntSupplier columns,
      LongSupplier nanoTime,
      long tickMillis) {
    this.style = style;
    this.lines = lines;
    this.columns = columns;
    this.nanoTime = nanoTime;
    stageStart = nanoTime.getAsLong();
    begun = stageStart;
    lastLine = stageStart;
    screen = style == Style.bar ? TerminalScreen.open() : null;
    ticks = screen == null || tickMillis == 0 ? null : ticking(tickMillis);
  }

  private ScheduledExecutorService ticking(long millis) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "ridgeline-bar");
              thread.setDaemon(true);
              return thread;
            });
    var unused = timer.scheduleWithFixedDelay(this::draw, millis, millis, TimeUnit.MILLISECONDS);
    return timer;
  }

  @Override
  public synchronized void stage(String name) {
    endStage();
    stage = name;
    stageStart = nanoTime.getAsLong();
    begun = stageStart;
    tasks = 0;
    tasksDone = 0;
    done = 0;
    planned = 0;
    details = List.of();
    lastSteps.clear();
    if (style == Style.bar) {
      draw();
    } else {
      line(name);
    }
  }

  /** Leaves a line about the stage where its bar was. */
  private void endStage() {
    if (screen != null && !stage.isEmpty()) {
      screen.clear();
      List<String> ended = new ArrayList<>(details);
      ended.add(clock((nanoTime.getAsLong() - begun) / 1e9));
      line(new Bar(stage, done, planned, ended).ended());
    }
    stage = "";
  }

  private synchronized void draw() {
    if (screen == null || stage.isEmpty()) {
      return;
    }
    lastDrawn = nanoTime.getAsLong();
    List<String> shown = new ArrayList<>(details);
    shown.add(Math.min(1, shown.size()), times());
    screen.show(new Bar(stage, done, planned, shown).render(columns.getAsInt()));
  }

  private String times() {
    String passed = clock((nanoTime.getAsLong() - begun) / 1e9);
    double left = secondsLeft(done - doneBefore(), planned - doneBefore());
    return left > 0 ? "%s, %s left".formatted(passed, clock(left)) : passed;
  }

  private long doneBefore() {
    return stage.equals(TRAINING) ? doneBefore : 0;
  }

  /** Minutes and seconds. */
  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? "%d:%02d".formatted(whole / 60, whole % 60)
        : "%d:%02d:%02d".formatted(whole / 3600, whole / 60 % 60, whole % 60);
  }

  /** Updates the bar, which is drawn at once or a little later. */
  private void show(long nowDone, long nowPlanned, List<String> nowDetails) {
    done = nowDone;
    planned = nowPlanned;
    details = nowDetails;
    if (nanoTime.getAsLong() - lastDrawn > DRAW_EVERY_NANOS) {
      draw();
    }
  }

  private static String prefix(String training) {
    return training.isEmpty() ? "" : training + ": ";
  }

  /**
   * Training starts or resumes; what was done before does not count towards the pace.
   *
   * @param done share of all epochs of all trainings
   */
  public synchronized void start(double done) {
    doneBefore = Math.round(done * WHOLE_TRAINING);
    stageStart = nanoTime.getAsLong();
  }

  /**
   * Reports steps of a training.
   *
   * @param training which of several; empty if there is only one
   */
  public synchronized void step(String training, TrainingListener.Step step) {
    long share = Math.round(step.done() * WHOLE_TRAINING);
    long now = nanoTime.getAsLong();
    Long lastStep = lastSteps.get(training);
    if (style == Style.bar) {
      show(
          share,
          WHOLE_TRAINING,
          List.of(
              "epoch %d/%d loss %.3f".formatted(step.epoch(), step.epochs(), step.loss()),
              training,
              "%,.0f/s".formatted(step.rowsPerSecond())));
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
                  timeLeft(share - doneBefore, WHOLE_TRAINING - doneBefore)));
    }
  }

  /**
   * Reports that an epoch of a training has ended.
   *
   * @param training which of several; empty if there is only one
   */
  public synchronized void epoch(String training, EpochResult result) {
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

  private static String describe(String split, EpochResult.Quality quality) {
    Double accuracy = quality.accuracy();
    return "%s loss %.4f%s"
        .formatted(
            split, quality.loss(), accuracy == null ? "" : ", accuracy %.4f".formatted(accuracy));
  }

  @Override
  public synchronized void cells(CvProgress progress) {
    long over = progress.solved() + progress.skipped();
    if (style == Style.bar) {
      show(over, progress.planned(), details(progress, over));
    } else {
      report(over, progress.planned(), "cells", full(progress));
    }
  }

  /** Reports how many of many sweeps are done. */
  public synchronized void sweeps(long over, long all) {
    if (style == Style.bar) {
      show(over, all, List.of("%,d/%,d sweeps".formatted(over, all)));
    } else {
      report(over, all, "sweeps", "");
    }
  }

  private static List<String> details(CvProgress progress, long over) {
    CvCell best = progress.best();
    String cells = "%,d/%,d cells".formatted(over, progress.planned());
    return best == null
        ? List.of(cells)
        : List.of(
            "RMSE %.4g".formatted(best.rmse()), cells, "%,d skipped".formatted(progress.skipped()));
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

  /** Adds tasks that will run. */
  public synchronized void tasks(int more) {
    tasks += more;
  }

  /** Counts a task that has ended. */
  public synchronized void taskEnded() {
    tasksDone++;
    if (WITHOUT_TASKS.contains(stage)) {
      return;
    }
    long all = Math.max(tasks, tasksDone);
    if (style == Style.bar) {
      show(tasksDone, all, List.of("%,d/%,d tasks".formatted(tasksDone, all)));
    } else {
      report(tasksDone, all, "tasks", "");
    }
  }

  private void report(long nowDone, long nowPlanned, String unit, String state) {
    if (nanoTime.getAsLong() - lastLine > LINE_EVERY_NANOS) {
      line(
          "%s: %,d of %,d %s%s%s"
              .formatted(
                  stage,
                  nowDone,
                  nowPlanned,
                  unit,
                  timeLeft(nowDone, nowPlanned),
                  state.isEmpty() ? "" : ", " + state));
    }
  }

  private String timeLeft(long nowDone, long nowPlanned) {
    double left = secondsLeft(nowDone, nowPlanned);
    return left > 0 ? ", about %.0f s left".formatted(left) : "";
  }

  /**
   * The time left if the rest of the stage proceeds at the same pace; 0 if there is no basis for an
   * estimate, for example because progress went back.
   */
  private double secondsLeft(long nowDone, long nowPlanned) {
    if (nowDone <= 0 || nowDone >= nowPlanned) {
      return 0;
    }
    return (nanoTime.getAsLong() - stageStart) / 1e9 / nowDone * (nowPlanned - nowDone);
  }

  private void line(String text) {
    lastLine = nanoTime.getAsLong();
    if (style != Style.none) {
      lines.accept(text);
    }
  }

  /** Where the summary is printed, once progress is no longer shown. */
  public PrintStream out() {
    return style.out();
  }

  @Override
  public void close() {
    if (ticks != null) {
      ticks.shutdownNow();
    }
    synchronized (this) {
      endStage();
      if (screen != null) {
        screen.close();
      }
    }
  }
}
