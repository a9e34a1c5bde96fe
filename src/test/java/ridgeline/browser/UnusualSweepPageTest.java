package ridgeline.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.job.InProcess;

/** Reports of sweeps with little or nothing to show in some charts. */
@Tag("browser")
class UnusualSweepPageTest {
  private static final String JOB =
      """
      name: unusual
      data: {sql: "SELECT sin(id) AS x, cos(id) AS z, %s AS y FROM range(200)", label: y, numeric: [x, z]}
      folds: {count: 3}
      grid: %s
      refit: statistics
      """;

  private static Path sweep(Path shared, String label, String grid) throws IOException {
    Path job = Files.writeString(shared.resolve("job.yaml"), JOB.formatted(label, grid));
    InProcess.sweep(job, shared.resolve("out"));
    return shared.resolve("out").resolve("report.html");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      value = {
        "3 * sin(id) + cos(3 * id) -> {elasticNetParam: [1], regParam: [0]} -> 5",
        "3 * sin(id) + cos(3 * id) -> {elasticNetParam: [0, 1], regParam: [0.1, 0]} -> 6",
        "3 * sin(id) + cos(3 * id) -> {elasticNetParam: [1], regParam: [0.3]} -> 6",
        "3 * sin(id) + cos(3 * id) -> {elasticNetParam: [1], regParam: [0.5, 0.3, 0.2]} -> 7",
        "cos(7 * id * id) -> {elasticNetParam: [1], regParam: [9]} -> 6",
        "3 * sin(id) -> {elasticNetParam: [1], regParam: [1, 0]} -> 6",
        "sin(id) + cos(3 * id) -> {elasticNetParam: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]} ->"
            + " 7",
      })
  void showsAllSections(String label, String grid, int charts, @TempDir Path shared)
      throws IOException {
    try (ReportPage page = ReportPage.open(sweep(shared, label, grid))) {
      page.assertNoErrors();
      page.assertChartsAreDrawn(charts);
      assertThat(page.text("#provenance")).contains("job file hash");
      assertThat(page.elements("#coefficients *")).isNotEmpty();
      page.assertNoSeriousAccessibilityFault();
    }
  }

  @Test
  void saysWhichCellsAreNotOnALogarithmicAxis(@TempDir Path shared) throws IOException {
    String grid = "{elasticNetParam: [0, 1], regParam: [0.1, 0]}";
    try (ReportPage page = ReportPage.open(sweep(shared, "3 * sin(id) + cos(3 * id)", grid))) {
      assertThat(page.text("#cv-note")).startsWith("2 cells with regParam 0 cannot be drawn");
      assertThat(page.text("#notes")).doesNotContain("smallest regParam");
      assertThat(page.data("#surface .chart", "chosen")).isEmpty();
      assertThat(page.element("#surface .chart").getDomAttribute("aria-label"))
          .doesNotContain("ringed");
      assertThat(page.data("#surface .chart", "error"))
          .allSatisfy(cell -> assertThat(cell.get(1).asDouble()).isBetween(0.1, 0.2));
    }
  }

  @Test
  void saysThatTheFitAtTheSmallestRegParamDidNotConverge(@TempDir Path shared) throws IOException {
    Path report = sweep(shared, "3 * sin(id)", "{elasticNetParam: [1], regParam: [1, 0]}");
    String text = Files.readString(report);
    assertThat(text).contains("\"weakEnd\":\"INSIDE\"");
    Files.writeString(report, text.replace("\"weakEnd\":\"INSIDE\"", "\"weakEnd\":\"UNKNOWN\""));
    try (ReportPage page = ReportPage.open(report)) {
      assertThat(page.text("#notes"))
          .contains(
              "The fit at the smallest regParam did not converge, so the error there is unknown.");
    }
  }

  @Test
  void linesOfTheSameColourDiffer(@TempDir Path shared) throws IOException {
    String grid = "{elasticNetParam: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]}";
    try (ReportPage page = ReportPage.open(sweep(shared, "sin(id) + cos(3 * id)", grid))) {
      assertThat(
              page.evaluate(
                  "new Set(echarts.getInstanceByDom(document.querySelector('#cv"
                      + " .chart')).getOption().series.filter(s => s.type === 'line').map(s =>"
                      + " s.itemStyle.color + s.lineStyle.type)).size"))
          .hasToString("9");
      List<String> lines = page.legendLines("#cv .chart", 1800);
      assertThat(lines).hasSize(9);
      assertThat(lines.subList(0, 7)).allMatch(line -> line.endsWith("with 0 gaps"));
      assertThat(lines.subList(7, 9)).noneMatch(line -> line.matches(".* with [01] gaps"));
    }
  }

  private static final String BENT =
      """
      name: bent
      data:
        sql: SELECT sin(id) AS x, cos(7 * id * id) AS z, exp(1 + sin(id) + sin(id) * sin(id) + cos(id * id) / 2) AS price FROM range(1500)
        label: log(price)
        numeric: [x, z]
      folds: {count: 3}
      grid: {elasticNetParam: [1], regParam: {count: 20}}
      """;

  @Test
  void reportsCurvatureAndErrorsInBothUnits(@TempDir Path shared) throws IOException {
    Path job = Files.writeString(shared.resolve("job.yaml"), BENT);
    InProcess.sweep(job, shared.resolve("out"));
    try (ReportPage page = ReportPage.open(shared.resolve("out").resolve("report.html"))) {
      page.assertNoErrors();
      assertThat(page.text("#curvature")).startsWith("Possible curvature: the mean residual");
      assertThat(page.text("#tiles"))
          .contains("in log(price); median", "RMSE in price", "Mean absolute error in price")
          .contains("refitted by MLlib from the statistics");
      assertThat(page.text("#notes")).contains("The model was fitted to log(price);");
    }
  }
}
