package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.report.HtmlPage;
import ridgeline.stats.CorrelatedPair;
import ridgeline.stats.residual.Histogram2d;
import ridgeline.stats.residual.ResidualMeans;
import ridgeline.sweep.SweepResult;

/** Writes the page {@code report.html} of a sweep, a single file that needs no network. */
public final class SweepPage {
  /** Maximum number of values of all paths together: 5.3 MB of text. */
  private static final int MAX_PATH_VALUES = 1_000_000;

  private SweepPage() {}

  /** The data for the page's script. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Data(
      SweepReport sweep,
      String label,
      String job,
      List<CurveData> curves,
      List<PathData> paths,
      List<String> terms,
      CoefficientData coefficients,
      double[] means,
      double[] deviations,
      double labelMean,
      double labelDeviation,
      @Nullable List<CorrelatedPair> collinear,
      @Nullable HeldOutData heldOut) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record CoefficientData(double intercept, double[] values, double[] standardized) {}

  private record HeldOutData(
      double deviations, BinData observed, BinData residuals, List<ResidualMeans.Group> means) {
    static HeldOutData of(HeldOutCounts counts) {
      return new HeldOutData(
          counts.deviations(),
          BinData.of(counts.observed()),
          BinData.of(counts.residuals()),
          counts.means());
    }
  }

  /**
   * The bins that are not empty.
   *
   * @param counts column, row and count of each bin
   */
  private record BinData(
      Histogram2d.Axis x, Histogram2d.Axis y, List<long[]> counts, long outside) {
    static BinData of(Histogram2d pairs) {
      List<long[]> counts = new ArrayList<>();
      for (int row = 0; row < pairs.y().bins(); row++) {
        for (int column = 0; column < pairs.x().bins(); column++) {
          if (pairs.count(column, row) > 0) {
            counts.add(new long[] {column, row, pairs.count(column, row)});
          }
        }
      }
      return new BinData(pairs.x(), pairs.y(), counts, pairs.outside());
    }
  }

  /**
   * Writes the page.
   *
   * @param label the label as written in the job file
   * @param job the job file
   * @param heldOut null if held-out rows were not predicted
   */
  public static void write(
      SweepReport report,
      SweepResult result,
      Coefficients coefficients,
      String label,
      String job,
      @Nullable HeldOutCounts heldOut,
      Writer to)
      throws IOException {
    Data data =
        new Data(
            report,
            label,
            job,
            result.validation().curves().stream().map(CurveData::of).toList(),
            PathData.of(result, MAX_PATH_VALUES),
            result.features().names(),
            new CoefficientData(
                coefficients.intercept(), coefficients.values(), coefficients.standardized(result)),
            result.features().means(),
            result.features().deviations(),
            result.label().mean(),
            result.label().deviation(),
            result.features().collinear(),
            heldOut == null ? null : HeldOutData.of(heldOut));
    HtmlPage.write("sweep.html", data, to);
  }
}
