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
      assertThat(page.elements("#methods tbody tr")).hasSize(7);
      assertThat(page.series("#learning .chart")).hasSize(14);
      assertThat(page.data("#learning .chart", "L1")).hasSize(3);
      assertThat(page.series("#coefficients .chart")).hasSize(7);
      assertThat(page.series("#kinship-errors .chart").findValuesAsText("name"))
          .containsExactly("gradient descent", "ridge");
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
      page.assertNoErrors();
    }
  }
}
