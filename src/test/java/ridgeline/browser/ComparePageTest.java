package ridgeline.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.InProcess;

/** The reports of comparisons, opened and read. */
class ComparePageTest {
  @Test
  void drawsTheArticlesPairsSideBySide(@TempDir Path shared) throws IOException {
    Path out = shared.resolve("out");
    InProcess.compare(Path.of("conf", "compare-article.yaml"), out);
    JsonNode report = new JsonMapper().readTree(out.resolve("compare.json").toFile());
    try (ReportPage page = ReportPage.open(out.resolve("report.html"))) {
      page.assertNoErrors();
      page.assertNothingIsFetched();
      page.assertChartsAreDrawn(4);
      int pair = 1;
      for (String name : new String[] {"Lasso", "Ridge"}) {
        String left = "#pairs .pair:nth-child(%d) figure:nth-child(1) .chart".formatted(pair);
        String right = "#pairs .pair:nth-child(%d) figure:nth-child(2) .chart".formatted(pair);
        assertThat(page.series(left).findValuesAsText("name")).containsExactly("rows", "plain");
        assertThat(page.series(right).findValuesAsText("name")).containsExactly("rows", name);
        assertThat(page.data(right, "rows")).hasSize(100);
        JsonNode line = page.data(right, name);
        double slope =
            (line.get(1).get(1).asDouble() - line.get(0).get(1).asDouble())
                / (line.get(1).get(0).asDouble() - line.get(0).get(0).asDouble());
        double expected = report.path("fits").get(pair).path("coefficients").get(0).asDouble();
        assertThat(slope).isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-9));
        pair++;
      }
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
    }
  }

  @Test
  void drawsEveryMethod(@TempDir Path shared) throws IOException {
    Path out = shared.resolve("out");
    InProcess.compare(Path.of("conf", "compare-diamonds.yaml"), out, "halvings=2");
    try (ReportPage page = ReportPage.open(out.resolve("report.html"))) {
      page.assertNoErrors();
      page.assertNothingIsFetched();
      page.assertChartsAreDrawn(3 + 6 + 2);
      JsonNode methods =
          new JsonMapper()
              .readTree(out.resolve("compare.json").toFile())
              .path("tuned")
              .path("methods");
      assertThat(page.elements("#methods tbody tr")).hasSize(methods.size());
      assertThat(page.series("#errors .chart").findValuesAsText("name"))
          .containsExactly("training", "test");
      for (int i = 0; i < methods.size(); i++) {
        JsonNode method = methods.get(i);
        double training = Math.sqrt(method.path("trainingError").asDouble());
        double test = Math.sqrt(method.path("testError").asDouble());
        String name = method.path("method").asText();
        String row = page.text("#methods tbody tr:nth-child(%d)".formatted(i + 1));
        assertThat(row).startsWith(name.replaceAll(" .*", ""));
        assertThat(page.text(cell(i, 3))).isEqualTo(short6(page, training));
        assertThat(page.text(cell(i, 4)))
            .isEqualTo(short6(page, Math.sqrt(method.path("cvm").asDouble())));
        assertThat(page.text(cell(i, 5))).isEqualTo(short6(page, test));
        assertThat(page.data("#errors .chart", "training").get(i).get(0).asDouble())
            .isEqualTo(training);
        assertThat(page.data("#errors .chart", "test").get(i).get(0).asDouble()).isEqualTo(test);
        JsonNode solid = page.firstData("#learning .chart", name);
        JsonNode dashed = page.data("#learning .chart", name);
        assertThat(solid.get(2).get(1).asDouble()).isEqualTo(test);
        assertThat(dashed.get(2).get(1).asDouble()).isEqualTo(training);
      }
      for (int i = 1; i <= 6; i++) {
        String chart = "#tuning figure:nth-child(%d) .chart".formatted(i);
        JsonNode marked = page.data(chart, "chosen").get(0);
        assertThat(marked.get(0).asDouble()).isEqualTo(methods.get(i).path("strength").asDouble());
        assertThat(marked.get(1).asDouble()).isEqualTo(methods.get(i).path("cvm").asDouble());
        assertThat(page.series(chart)).hasSize(i == 3 ? 4 : 2);
        assertThat(page.ticks(chart, "xAxis")).as(chart).hasSizeBetween(3, 14);
      }
      for (String chart : new String[] {"#errors", "#learning", "#kinship-errors"}) {
        assertThat(page.ticks(chart + " .chart", "xAxis")).as(chart).hasSizeBetween(3, 14);
      }
      assertThat(page.series("#learning .chart")).hasSize(14);
      assertThat(page.data("#kinship-distance .chart", "distance"))
          .hasSize(page.evaluate("page.data.kinship.length").asInt());
      assertThat(page.data("#learning .chart", "L1")).hasSize(3);
      assertThat(page.series("#coefficients .chart")).hasSize(7);
      assertThat(page.series("#kinship-errors .chart").findValuesAsText("name"))
          .containsExactly("gradient descent", "ridge");
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
      page.assertTablesAreLegible();
      page.resize(800, 1100);
      page.prepareForPaper();
      page.assertChartsAreDrawn(3 + 6 + 2);
      page.assertTablesAreLegible();
      page.assertNoErrors();
    }
  }

  private static String cell(int row, int column) {
    return "#methods tbody tr:nth-child(%d) td:nth-child(%d)".formatted(row + 1, column);
  }

  private static String short6(ReportPage page, double value) {
    return page.evaluate("page.short(" + value + ", 6)").asText();
  }

  @Test
  void leavesOutWhatWasNotCompared(@TempDir Path shared) throws IOException {
    Path out = shared.resolve("out");
    InProcess.compare(
        Path.of("conf", "compare-article.yaml"),
        out,
        "methods=[none]",
        "halvings=0",
        "fits=[]",
        "objective={}");
    try (ReportPage page = ReportPage.open(out.resolve("report.html"))) {
      page.assertNoErrors();
      assertThat(page.elements("#tuning-section, #kinship-section, #pairs-section")).isEmpty();
      assertThat(page.text("#tuned"))
          .contains("Weight decay")
          .doesNotContain("Dropout of", "Noise of");
    }
  }

  @Test
  void saysThatPointsAreASample(@TempDir Path shared) throws IOException {
    Path out = shared.resolve("out");
    InProcess.compare(
        Path.of("conf", "compare-article.yaml"),
        out,
        "data.dataset=null",
        "data.sql=SELECT id AS x, 2 * id + sin(id) AS y FROM range(5000)");
    try (ReportPage page = ReportPage.open(out.resolve("report.html"))) {
      assertThat(page.text("#pairs-note"))
          .isEqualTo("A sample of 2,000 of the 5,000 rows is drawn.");
    }
  }
}
