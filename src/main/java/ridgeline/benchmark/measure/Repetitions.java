package ridgeline.benchmark.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import ridgeline.config.ConfigException;

/**
 * Runs a piece of work once to warm up and then as often as requested.
 *
 * @param progress receives a message when a run starts
 */
public record Repetitions(int repeats, Consumer<String> progress) {
  /** Work that returns what it measured. */
  @FunctionalInterface
  public interface Measured<T> {
    T run() throws ConfigException;
  }

  /** Work to time. */
  @FunctionalInterface
  public interface Timed {
    void run() throws ConfigException;
  }

  /** The result of each run after the warm-up. */
  public <T> List<T> measure(String name, Measured<T> work) throws ConfigException {
    progress.accept(name + ": warm-up");
    work.run();
    List<T> results = new ArrayList<>();
    for (int run = 1; run <= repeats; run++) {
      progress.accept("%s: run %d of %d".formatted(name, run, repeats));
      results.add(work.run());
    }
    return results;
  }

  /** The seconds of each run after the warm-up. */
  public List<Double> seconds(String name, Timed work) throws ConfigException {
    return measure(name, () -> secondsOf(work));
  }

  public static double secondsOf(Timed work) throws ConfigException {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
