package ridgeline.report.linear;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import ridgeline.sweep.SweepResult;

/**
 * The refitted model.
 *
 * @param values one coefficient for each term, including zeros
 */
@SuppressWarnings("ArrayRecordComponent")
public record Coefficients(double intercept, double[] values) {

  /** The standardised coefficients: in label deviations per deviation of their term. */
  double[] standardized(SweepResult result) {
    return IntStream.range(0, values.length)
        .mapToDouble(
            j -> values[j] * result.features().deviations()[j] / result.label().deviation())
        .toArray();
  }

  /** Positions of the coefficients, the largest standardised one first. */
  public int[] byImportance(SweepResult result) {
    double[] standardized = standardized(result);
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(j -> -Math.abs(standardized[j])))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  public long nonzeros() {
    return Arrays.stream(values).filter(value -> value != 0).count();
  }
}
