package ridgeline.benchmark;

/** An optional section of the benchmark. Its text is its name on the command line. */
public enum BenchmarkSection {
  /** The scan of the files and the rank-k update in memory. */
  FLOOR("floor"),
  SWEEP("sweep"),
  MLLIB("mllib"),
  CROSS_VALIDATOR("cross-validator");

  private final String text;

  BenchmarkSection(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
