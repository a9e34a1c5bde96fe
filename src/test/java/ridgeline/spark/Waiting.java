package ridgeline.spark;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what nothing announces. */
public final class Waiting {
  private Waiting() {}

  /** Looks now and then whether a condition holds; fails where it does not within a minute. */
  public static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() >= end) {
        throw new AssertionError("not within a minute");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(1);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
