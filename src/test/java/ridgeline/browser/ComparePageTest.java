package ridgeline.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.InProcess;

/** The reports of comparisons in a browser. */
@Tag("browser")
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
    InProcess.compare(
        Path.of("conf", "compare-diamonds.yaml"),
        out,
        "halvings=2",
        "data.degree=1",
        "data.interactions=[]");
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
          .containsExactly("training", "test", "standard error");
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
        double se = method.path("testSe").asDouble() / (2 * test);
        JsonNode bar = page.data("#errors .chart", "standard error").get(i);
        assertThat(bar.get(0).asInt()).isEqualTo(i);
        assertThat(bar.get(1).asDouble()).isEqualTo(test - se);
        assertThat(bar.get(2).asDouble()).isEqualTo(test + se);
        JsonNode solid = page.firstData("#learning .chart", name);
        JsonNode dashed = page.dataOf("#learning .chart", name).get(1);
        JsonNode bars = page.data("#learning .chart", name);
        assertThat(bars.get(2).get(1).asDouble()).isEqualTo(test - se);
        assertThat(bars.get(2).get(2).asDouble()).isEqualTo(test + se);
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
      for (String chart : new String[] {"#errors", "#learning", "#descent-errors"}) {
        assertThat(page.ticks(chart + " .chart", "xAxis")).as(chart).hasSizeBetween(3, 14);
      }
      assertThat(page.series("#learning .chart")).hasSize(21);
      assertThat(page.data("#descent-distance .chart", "distance"))
          .hasSize(page.evaluate("page.data.descentVersusRidge.length").asInt());
      assertThat(page.data("#learning .chart", "L1")).hasSize(3);
      assertThat(page.series("#coefficients .chart")).hasSize(7);
      assertThat(page.series("#descent-errors .chart").findValuesAsText("name"))
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
    interpretsTestErrors(out);
    showsMethodsThatAnOutlierWouldCompress(out);
    zoomsToErrorsNearTheMinimum(out);
  }

  /** Opens the same report with changed errors. */
  private static ReportPage changed(Path out, UnaryOperator<String> change) throws IOException {
    String report = Files.readString(out.resolve("report.html"));
    String changed = change.apply(report);
    assertThat(changed).isNotEqualTo(report);
    Path directory = Files.createTempDirectory(out, "changed");
    return ReportPage.open(Files.writeString(directory.resolve("report.html"), changed));
  }

  private static void interpretsTestErrors(Path out) throws IOException {
    String se = "\"testSe\":[^,}]+";
    UnaryOperator<String> certain = report -> report.replaceAll(se, "\"testSe\":1e-9");
    UnaryOperator<String> swapped =
        report ->
            report
                .replace("\"trainingError\"", "\"?\"")
                .replace("\"testError\"", "\"trainingError\"")
                .replace("\"?\"", "\"testError\"");
    try (ReportPage page = changed(out, certain)) {
      assertThat(page.text("#gaps"))
          .startsWith("The test error is above the training error by more than two standard errors")
          .contains("for every method: over-fitting");
    }
    try (ReportPage page = changed(out, report -> swapped.apply(certain.apply(report)))) {
      assertThat(page.text("#gaps"))
          .startsWith("The test error is below the training error by more than two standard errors")
          .contains("the test rows happen to be easier");
      assertThat(page.text("#gaps")).doesNotContain("over-fitting");
    }
    try (ReportPage page = changed(out, report -> report.replaceAll(se, "\"testSe\":0.1"))) {
      assertThat(page.text("#gaps"))
          .startsWith("Test and training errors are within two standard errors of each other")
          .contains("for every method: no sign of over-fitting");
    }
    try (ReportPage page = changed(out, report -> report.replaceAll(se, "\"testSe\":null"))) {
      page.assertNoErrors();
      assertThat(page.text("#gaps")).doesNotContain("standard error");
      assertThat(page.data("#errors .chart", "standard error")).isEmpty();
    }
  }

  private static void showsMethodsThatAnOutlierWouldCompress(Path out) throws IOException {
    try (ReportPage page =
        changed(
            out,
            report ->
                report.replaceFirst(
                    "(\"method\":\"none\",\"rows\":[0-9]+,[^}]*\"testError\":)[^,]+", "$14.0"))) {
      double others = page.evaluate(LARGEST.formatted("!==")).asDouble();
      String top =
          "echarts.getInstanceByDom(document.querySelector('#learning"
              + " .chart')).getModel().getComponent('yAxis', 0).axis.scale.getExtent()[1]";
      assertThat(page.evaluate(top).asDouble()).isBetween(others, 1.1 * others);
      assertThat(page.text("#learning-note")).contains("none (up to 2)");
      page.element("#learning-whole").click();
      assertThat(page.evaluate("page.data.learning.length").asInt()).isEqualTo(21);
      assertThat(page.evaluate("2 ** " + top).asDouble()).isGreaterThan(2);
      page.assertNoErrors();
    }
  }

  /** The largest test error of all methods except "none". */
  private static final String LARGEST =
      "Math.max(...page.data.learning.filter(point => point.method %s 'none').map(point =>"
          + " Math.sqrt(point.testError)))";

  private static void zoomsToErrorsNearTheMinimum(Path out) throws IOException {
    try (ReportPage page = ReportPage.open(out.resolve("report.html"))) {
      String chart = "#tuning figure:nth-child(2) .chart";
      int all = page.data(chart, "L2").size();
      page.element("#tuning-near").click();
      JsonNode near = page.data(chart, "L2");
      assertThat(near.size()).isBetween(2, all - 1);
      JsonNode chosen = page.data(chart, "chosen").get(0);
      assertThat(near).contains(chosen);
      assertThat(near)
          .allSatisfy(
              point ->
                  assertThat(point.get(1).asDouble()).isLessThan(1.2 * chosen.get(1).asDouble()));
    }
  }

  private static String cell(int row, int column) {
    return "#methods tbody tr:nth-child(%d) td:nth-child(%d)".formatted(row + 1, column);
  }

  private static String short6(ReportPage page, double value) {
    return page.evaluate("page.short(" + value + ", 6)").asText();
  }

  @Test
  void omitsSectionsThatDoNotApply(@TempDir Path shared) throws IOException {
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
      assertThat(page.elements("#tuning-section, #descent-section, #pairs-section")).isEmpty();
      assertThat(page.text("#tuned")).contains("Weight decay");
      assertThat(page.elements("#theory-dropout, #theory-noise")).isEmpty();
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
          .isEqualTo("The charts show a sample of 2,000 of the 5,000 rows.");
    }
  }
}
