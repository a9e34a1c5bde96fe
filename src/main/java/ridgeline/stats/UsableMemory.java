package ridgeline.stats;

/** The part of a heap that statistics may take. */
public final class UsableMemory {
  /** As in spark.memory.fraction. */
  private static final double SHARE = 0.6;

  private UsableMemory() {}

  /** Bytes of this process. */
  public static long here() {
    return of(Runtime.getRuntime().maxMemory());
  }

  /**
   * Bytes of a process.
   *
   * @param heap its largest heap, in bytes
   */
  public static long of(long heap) {
    return (long) (SHARE * heap);
  }
}
