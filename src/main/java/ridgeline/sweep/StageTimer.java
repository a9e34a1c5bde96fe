package ridgeline.sweep;

import java.util.LinkedHashMap;
import java.util.Map;

/** Runs the stages of a job and keeps how long each took. */
public final class StageTimer {
  private final SweepListener listener;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  /**
   * Starts with no stages.
   *
   * @param listener hears when a stage begins
   */
  public StageTimer(SweepListener listener) {
    this.listener = listener;
  }

  /** What a stage does. */
  @FunctionalInterface
  public interface Work<T, X extends Exception> {
    T run() throws X;
  }

  /** What a stage does that has no result. */
  @FunctionalInterface
  public interface Action<X extends Exception> {
    void run() throws X;
  }

  /** Runs a stage; one that is run again adds to its seconds. */
  public <T, X extends Exception> T time(String stage, Work<T, X> work) throws X {
    long start = begin(stage);
    T result = work.run();
    end(stage, start);
    return result;
  }

  /** Runs a stage that has no result. */
  public <X extends Exception> void run(String stage, Action<X> action) throws X {
    long start = begin(stage);
    action.run();
    end(stage, start);
  }

  private long begin(String stage) {
    listener.stage(stage);
    return System.nanoTime();
  }

  private void end(String stage, long start) {
    seconds.merge(stage, (System.nanoTime() - start) / 1e9, Double::sum);
  }

  /** Adds stages that another clock timed. */
  public void add(Map<String, Double> others) {
    others.forEach((stage, value) -> seconds.merge(stage, value, Double::sum));
  }

  /** Seconds by stage, in the order in which the stages ran. */
  public Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }
}
