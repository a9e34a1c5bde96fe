package ridgeline.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import ridgeline.config.Limits;
import ridgeline.config.secret.SecretMemory;
import ridgeline.config.text.Printable;

/**
 * Checks a law on many damaged inputs. Each round has a seed of its own, one more than that of the
 * round before: {@code -Dridgeline.fuzz.seed} of a failure makes its round the first. {@code
 * -Dridgeline.fuzz.share} is the share of the rounds that are run: 1 in CI, and more for a longer
 * search.
 */
public final class Fuzz {
  private static final long SEED = Long.getLong("ridgeline.fuzz.seed", 20261129);
  private static final double SHARE =
      Double.parseDouble(System.getProperty("ridgeline.fuzz.share", "0.1"));

  /** Memory that a round allocates, all in all: SnakeYAML copies a long text many times. */
  private static final long MAX_BYTES = 1L << 31;

  /** Seconds of a processor, not of the clock, of which a round takes a hundredth. */
  private static final double MAX_SECONDS = 10;

  private static final int SHOWN_CHARACTERS = 6000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Fuzz() {}

  /** What has to hold for an input. */
  @FunctionalInterface
  public interface Law<I> {
    void check(I input) throws Exception;
  }

  /**
   * Checks a law.
   *
   * @param rounds of a run in CI, see {@link #share}
   * @param inputs makes the input of a round
   */
  public static <I> void check(int rounds, Function<SplittableRandom, I> inputs, Law<I> law) {
    for (long seed = SEED; seed < SEED + share(rounds); seed++) {
      SecretMemory.Snapshot before = SecretMemory.snapshot();
      I input = inputs.apply(new SplittableRandom(seed));
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      long nanos = THREADS.getCurrentThreadCpuTime();
      try {
        law.check(input);
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        nanos = THREADS.getCurrentThreadCpuTime() - nanos;
        assertThat(bytes).as("bytes allocated").isLessThan(MAX_BYTES);
        assertThat(nanos / 1e9).as("seconds of a processor").isLessThan(MAX_SECONDS);
      } catch (Throwable e) { // errors such as that of the stack are what is looked for
        throw new AssertionError("-Dridgeline.fuzz.seed=%d: %s".formatted(seed, shown(input)), e);
      } finally {
        before.restore();
      }
    }
  }

  /** How many of the rounds of a run in CI are run. */
  public static int share(int rounds) {
    return (int) Math.ceil(rounds * SHARE);
  }

  private static String shown(Object input) {
    String text = Printable.line(String.valueOf(input));
    return text.length() <= SHOWN_CHARACTERS
        ? text
        : text.substring(0, SHOWN_CHARACTERS) + "... of %,d characters".formatted(text.length());
  }

  /**
   * What a reader makes of an input; empty if it refuses it with a sentence.
   *
   * @param refusals the exceptions that the reader documents; all others are passed on
   */
  public static <T> Optional<T> readOrRefuse(
      Callable<T> reader, List<Class<? extends Exception>> refusals) throws Exception {
    try {
      return Optional.of(Objects.requireNonNull(reader.call()));
    } catch (Exception e) {
      if (refusals.stream().noneMatch(refusal -> refusal.isInstance(e))) {
        throw e;
      }
      requireSentence(e.getMessage());
      return Optional.empty();
    }
  }

  /** Checks that a person can read a message: it says something, in one line that ends. */
  public static void requireSentence(String message) {
    assertThat(message).isNotBlank().hasSizeLessThanOrEqualTo(Limits.MAX_MESSAGE);
    assertThat(message).as("in one line").isEqualTo(Printable.line(message));
  }
}
