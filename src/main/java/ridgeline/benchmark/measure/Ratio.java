package ridgeline.benchmark.measure;

/**
 * The ratio of two measurements.
 *
 * @param value {@code numerator / denominator}
 * @param numerator in the unit of the denominator: seconds or GFLOP/s
 */
public record Ratio(String name, double value, double numerator, double denominator) {
  public static Ratio of(String name, double numerator, double denominator) {
    return new Ratio(name, numerator / denominator, numerator, denominator);
  }
}
