package ridgeline.neural.plan;

import java.util.SplittableRandom;

/** Streams of random numbers that depend only on the job's seed and their purpose. */
public final class Seeds {
  static final long WEIGHTS = 1;
  public static final long ORDER = 2;
  public static final long DROPOUT = 3;
  public static final long AUGMENTATION = 4;

  /** The odd number next to 2^64 over the golden ratio, as {@link SplittableRandom} steps. */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /**
   * A separate stream of random numbers.
   *
   * @param keys the purpose of the stream, such as {@link #ORDER} and an epoch
   */
  public static SplittableRandom random(long seed, long... keys) {
    long mixed = seed;
    for (long key : keys) {
      mixed = mix(mixed + STEP) ^ key;
    }
    return new SplittableRandom(mix(mixed));
  }

  /** Stafford's variant 13 of the finaliser of MurmurHash3. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
