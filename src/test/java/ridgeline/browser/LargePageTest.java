package ridgeline.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.config.linear.EngineChoice;
import ridgeline.config.linear.RefitChoice;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.path.LinearFit;
import ridgeline.path.RegParamGrid;
import ridgeline.report.Provenances;
import ridgeline.report.linear.Coefficients;
import ridgeline.report.linear.RowCounts;
import ridgeline.report.linear.SweepPage;
import ridgeline.report.linear.SweepReport;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.select.SelectionRule;
import ridgeline.select.WeakEnd;
import ridgeline.sweep.SweepResult;

/** A report of 2,000 features and 5,500 cells, each cell with all features. */
@Tag("browser")
class LargePageTest {
  private static final int STEPS = 100;
  private static final long MAX_BYTES = 10_000_000;

  @Test
  void staysSmallAndOpens(@TempDir Path directory) throws Exception {
    Path file = write(directory, 2_000);
    assertThat(Files.size(file)).isLessThan(MAX_BYTES);
    try (ReportPage page = ReportPage.open(file)) {
      page.assertNoErrors();
      page.assertChartsAreDrawn(4);
      assertThat(page.elements("#coefficients tbody tr")).hasSize(2_000);
      assertThat(page.text("#held-out-note")).contains("report.heldOut is false");
      page.element("#path-search").sendKeys("feature 1234\n");
      assertThat(page.text("#path-chips")).contains("feature 1234");
      assertThat(page.data("#paths .chart", "feature 1234")).hasSize(STEPS);
    }
  }

  @Test
  void omitsTheWeakestPathsIfThereAreTooManyFeatures(@TempDir Path directory) throws Exception {
    Path file = write(directory, 5_000);
    assertThat(Files.size(file)).isLessThan(MAX_BYTES);
    try (ReportPage page = ReportPage.open(file)) {
      page.assertNoErrors();
      assertThat(page.element("#paths .chart").getDomAttribute("aria-label"))
          .contains("Paths of 2,000 coefficients")
          .contains("3,000 weaker features are only in path.csv");
    }
  }

  private static Path write(Path directory, int features) throws Exception {
    SweepResult result = result(features);
    SweepConfig config =
        SweepConfigReader.read(
            "{name: large, data: {sql: SELECT 1, label: y, numeric: ['*']}}", "job", List.of());
    SweepReport report =
        SweepReport.of(
            config.name(),
            result,
            null,
            null,
            RowCounts.of(result.rows().read(), 0, 0, Map.of()),
            Map.of("solving", 1.0),
            Provenances.of(1));
    Coefficients coefficients =
        new Coefficients(
            result.selected().fit().intercept(), result.selected().fit().dense(features));
    Path file = directory.resolve("report.html");
    try (Writer writer = Files.newBufferedWriter(file)) {
      SweepPage.write(report, result, coefficients, "y", "name: large", null, writer);
    }
    return file;
  }

  private static SweepResult result(int features) throws IOException {
    Random random = new Random(1);
    double[] ends = random.doubles(features, -1, 1).toArray();
    int[] indices = IntStream.range(0, features).toArray();
    List<CvCurve> curves = new ArrayList<>();
    for (double elasticNetParam : new double[] {0, 0.1, 0.5, 0.9, 1}) {
      double[] regParams = RegParamGrid.logSpaced(1 / (elasticNetParam + 0.1), 1e-4, STEPS);
      List<CvCell> cells = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        double share = (step + 1.0) / STEPS;
        double[] values = Arrays.stream(ends).map(end -> end * share).toArray();
        LinearFit fit = new LinearFit(regParams[step], 0, indices, values, 1e-12, 1, true);
        double cvm = 1.5 - share + 0.4 * share * share;
        cells.add(new CvCell(elasticNetParam, step, cvm, 0.01, 0.5, 1e-12, 1, true, fit));
      }
      curves.add(new CvCurve(elasticNetParam, regParams, cells, 0, 0, WeakEnd.INSIDE));
    }
    double[] ones = new double[features];
    Arrays.fill(ones, 1);
    return new SweepResult(
        EngineChoice.GRAM,
        new SweepResult.Features(
            Arrays.stream(indices).mapToObj(j -> "feature " + j).toList(),
            new double[features],
            ones,
            List.of()),
        new SweepResult.Label(0, 1),
        new SweepResult.Rows(100_000, 0),
        new SweepResult.Validation(10, curves, SelectionRule.MIN, List.of()),
        new SweepResult.Refitted(RefitChoice.STATISTICS, 0),
        Map.of());
  }
}
