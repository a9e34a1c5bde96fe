package ridgeline.report.linear;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCurve;
import ridgeline.sweep.SweepResult;

/**
 * The all-data fits of a curve, in standardised coefficients.
 *
 * @param features the features that are not zero everywhere, the one with the largest coefficient
 *     first
 * @param steps number of fits
 * @param omitted number of further such features, with smaller coefficients, that do not fit in the
 *     page
 * @param values little-endian floats, {@code steps} values for each feature
 */
@SuppressWarnings("ArrayRecordComponent")
record PathData(int[] features, int steps, int omitted, byte[] values) {

  /**
   * The paths of all curves.
   *
   * @param maxValues maximum number of values of all paths together
   */
  static List<PathData> of(SweepResult result, int maxValues) {
    long steps =
        result.validation().curves().stream().mapToLong(curve -> curve.cells().size()).sum();
    int maxFeatures = (int) Math.max(1, maxValues / Math.max(1, steps));
    return result.validation().curves().stream()
        .map(curve -> of(curve, result, maxFeatures))
        .toList();
  }

  private static PathData of(CvCurve curve, SweepResult result, int maxFeatures) {
    int features = result.features().names().size();
    double[] largest = new double[features];
    List<LinearFit> fits = curve.cells().stream().map(cell -> cell.fit()).toList();
    for (LinearFit fit : fits) {
      for (int k = 0; k < fit.nonzeros(); k++) {
        int j = fit.indices()[k];
        largest[j] = Math.max(largest[j], Math.abs(standardized(fit, k, result)));
      }
    }
    int[] order =
        IntStream.range(0, features)
            .filter(j -> largest[j] > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(j -> -largest[j]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] shown = Arrays.copyOf(order, Math.min(maxFeatures, order.length));
    return new PathData(
        shown, fits.size(), order.length - shown.length, values(fits, shown, result));
  }

  private static byte[] values(List<LinearFit> fits, int[] shown, SweepResult result) {
    int[] places = new int[result.features().names().size()];
    Arrays.fill(places, -1);
    for (int place = 0; place < shown.length; place++) {
      places[shown[place]] = place;
    }
    ByteBuffer values =
        ByteBuffer.allocate(Float.BYTES * shown.length * fits.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int step = 0; step < fits.size(); step++) {
      LinearFit fit = fits.get(step);
      for (int k = 0; k < fit.nonzeros(); k++) {
        int place = places[fit.indices()[k]];
        if (place >= 0) {
          float value = (float) standardized(fit, k, result);
          values.putFloat(Float.BYTES * (place * fits.size() + step), value);
        }
      }
    }
    return values.array();
  }

  private static double standardized(LinearFit fit, int k, SweepResult result) {
    return fit.values()[k]
        * result.features().deviations()[fit.indices()[k]]
        / result.label().deviation();
  }
}
