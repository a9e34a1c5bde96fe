package ridgeline.benchmark.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A measured quantity.
 *
 * @param name name, such as {@code sweep.exhaustive.solving}
 * @param unit {@code s}, {@code GFLOP/s}, {@code cells} or {@code MiB}
 * @param median median of the runs; for an even number, the mean of the middle two
 * @param runs value of each run in order, without the warm-up
 * @param extrapolated whether it was computed from a smaller run rather than measured
 * @param note explanation for readers; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Measurement(
    String name,
    String unit,
    double median,
    List<Double> runs,
    boolean extrapolated,
    @Nullable String note) {
  public Measurement {
    runs = List.copyOf(runs);
  }

  public static Measurement of(String name, String unit, List<Double> runs, @Nullable String note) {
    return new Measurement(name, unit, medianOf(runs), runs, false, note);
  }

  public static Measurement extrapolated(String name, String unit, double value, String note) {
    return new Measurement(name, unit, value, List.of(value), true, note);
  }

  static double medianOf(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
