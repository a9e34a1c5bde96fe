package ridgeline.sweep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Runs the stages of a fit and keeps how long each took. */
final class StageClock {
  private final SweepListener listener;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  StageClock(SweepListener listener) {
    this.listener = listener;
  }

  <T> T time(String stage, Supplier<T> work) {
    listener.stage(stage);
    long start = System.nanoTime();
    T result = work.get();
    seconds.merge(stage, (System.nanoTime() - start) / 1e9, Double::sum);
    return result;
  }

  /** Seconds by stage, in the order in which the stages ran. */
  Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }
}
