package ridgeline.sweep.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Runs the stages of a job and measures how long each takes. */
public final class StageTimer {
  private final Consumer<String> onStart;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  /**
   * A timer without stages.
   *
   * @param onStart receives the name of each stage when it starts
   */
  public StageTimer(Consumer<String> onStart) {
    this.onStart = onStart;
  }

  /** The work of a stage. */
  @FunctionalInterface
  public interface Work<T, X extends Exception> {
    T run() throws X;
  }

  /** The work of a stage without a result. */
  @FunctionalInterface
  public interface Action<X extends Exception> {
    void run() throws X;
  }

  /** Runs a stage; the times of repeated runs of a stage are added up. */
  public <T, X extends Exception> T time(String stage, Work<T, X> work) throws X {
    long start = begin(stage);
    T result = work.run();
    end(stage, start);
    return result;
  }

  /** Runs a stage without a result. */
  public <X extends Exception> void run(String stage, Action<X> action) throws X {
    long start = begin(stage);
    action.run();
    end(stage, start);
  }

  private long begin(String stage) {
    onStart.accept(stage);
    return System.nanoTime();
  }

  private void end(String stage, long start) {
    seconds.merge(stage, (System.nanoTime() - start) / 1e9, Double::sum);
  }

  /** Adds stages that were timed elsewhere. */
  public void add(Map<String, Double> others) {
    others.forEach((stage, value) -> seconds.merge(stage, value, Double::sum));
  }

  /** Seconds by stage, in the order of their first run. */
  public Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }
}
