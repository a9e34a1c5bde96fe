package ridgeline.neural.round;

import java.io.Serializable;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.Seeds;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.step.Batch;
import ridgeline.neural.step.Replica;

/**
 * The result of one task in a round: some steps of an epoch on its rows. Not a record, because Kryo
 * cannot write records.
 */
public final class TaskRound implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rows between reports: 2,000 batches of 4. */
  private static final int REPORT_ROWS = 8000;

  /** The maximum time between reports, for slow rows. */
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final NetworkState state;
  private final long rows;
  private final double loss;
  private final long badStep;

  private TaskRound(NetworkState state, long rows, double loss, long badStep) {
    this.state = state;
    this.rows = rows;
    this.loss = loss;
    this.badStep = badStep;
  }

  /**
   * The steps to take.
   *
   * @param epoch counted from 0
   * @param from the first step, counted from 0 in each epoch
   * @param to the step after the last
   * @param task its number, which determines its random numbers
   */
  public record Span(int epoch, long from, long to, int task) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Takes the steps for which there are rows.
   *
   * @param progress receives the progress from time to time
   */
  public static TaskRound run(
      TrainingPlan plan,
      NetworkState start,
      RowSet rows,
      Span span,
      Consumer<TaskProgress.Latest> progress) {
    long steps = plan.steps(rows.count());
    long reportSteps = Math.max(1, REPORT_ROWS / plan.batch());
    long lastReport = System.nanoTime();
    int[] order = order(rows.count(), plan.seed(), span);
    double lossSum = 0;
    long seen = 0;
    try (Replica replica = new Replica(plan, start)) {
      Batch batch = new Batch(plan, Math.min(plan.batch(), rows.count()));
      for (long s = span.from(); s < Math.min(span.to(), steps); s++) {
        fill(batch, plan, rows, order, span, s);
        SplittableRandom dropout =
            Seeds.random(plan.seed(), Seeds.DROPOUT, span.task(), span.epoch(), s);
        double rate = plan.rates().at(span.epoch() + (s + 0.5) / steps);
        float loss = replica.train(batch, rate, dropout);
        if (!Float.isFinite(loss)) {
          return new TaskRound(start, seen, lossSum, s);
        }
        lossSum += plan.loss().reported(loss) * batch.count();
        seen += batch.count();
        long now = System.nanoTime();
        if ((s + 1) % reportSteps == 0 || now - lastReport > REPORT_NANOS) {
          lastReport = now;
          progress.accept(
              new TaskProgress.Latest(span.task(), new StepProgress(s + 1, seen, lossSum)));
        }
      }
      return new TaskRound(replica.state(), seen, lossSum, -1);
    }
  }

  private static void fill(
      Batch batch, TrainingPlan plan, RowSet rows, int[] order, Span span, long step) {
    batch.clear();
    int first = Math.toIntExact(step * plan.batch());
    for (int i = first; i < Math.min(order.length, first + plan.batch()); i++) {
      SplittableRandom augmentation =
          plan.augmentation() == null
              ? null
              : Seeds.random(plan.seed(), Seeds.AUGMENTATION, span.task(), span.epoch(), i);
      batch.add(rows, order[i], augmentation);
    }
  }

  /** The random order of the rows in an epoch (Durstenfeld 1964). */
  private static int[] order(int rows, long seed, Span span) {
    SplittableRandom random = Seeds.random(seed, Seeds.ORDER, span.task(), span.epoch());
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  public NetworkState state() {
    return state;
  }

  public long rows() {
    return rows;
  }

  /** The sum of the rows' losses, in the unit in which losses are reported. */
  public double loss() {
    return loss;
  }

  /** The step whose loss was NaN or infinite; negative if there was none. */
  public long badStep() {
    return badStep;
  }
}
