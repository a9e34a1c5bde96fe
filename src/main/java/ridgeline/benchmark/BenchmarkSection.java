package ridgeline.benchmark;

/** A part of the benchmark that can be left out. Its text is what the command line takes. */
public enum BenchmarkSection {
  /** The scan of the files, and the rank-k update from memory. */
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
