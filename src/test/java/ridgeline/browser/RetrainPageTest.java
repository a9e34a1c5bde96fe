package ridgeline.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import ridgeline.report.linear.Retrained;

/** The reports of retrainings in a browser. */
@Tag("browser")
class RetrainPageTest {
  private static ReportPage open(Retrained retrained, Path directory) throws Exception {
    Path file = directory.resolve("report.html");
    try (Writer writer = Files.newBufferedWriter(file)) {
      retrained.write(writer);
    }
    return ReportPage.open(file);
  }

  @Test
  void showsAPromotion(@TempDir Path directory) throws Exception {
    try (ReportPage page = open(new Retrained(), directory)) {
      page.assertNoErrors();
      page.assertNothingIsFetched();
      page.assertChartsAreDrawn(6);
      assertThat(page.evaluate("document.title").asText())
          .isEqualTo("flights 2001-04-07: promoted");
      assertThat(page.text("#verdict")).isEqualTo("✓ Promoted: its RMSE is 2 % smaller.");
      assertThat(page.text("#tiles"))
          .contains("31", "version 3 of 2001-03-31", "2 %", "at least 1 %", "59,655");
      assertThat(page.elements("#checks tbody tr")).hasSize(2);
      assertThat(page.text("#partitions-note")).contains("on 5 of 7 partitions");
      assertThat(page.data("#partitions .chart", "champion")).hasSize(7);
      assertThat(page.data("#moves .chart", "interval")).hasSize(6);
      assertThat(page.text("#moves-interval"))
          .contains("delete-group jackknife, from the 5 fits", "For 4 of the 6 coefficients");
      assertThat(page.text("#drift-note")).startsWith("None of 6 columns");
      assertThat(page.text("#choice")).startsWith("The rule min chose elasticNetParam 0 (ridge)");
      assertThat(page.text("#read")).contains("25 partitions", "and 15 more", "none");
      assertThat(page.text("#data-facts")).contains("14 days", "5 folds of buckets");
      page.assertNoSeriousAccessibilityFault();
      page.emulate("screen", "dark");
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
    }
  }

  @Test
  void opensTheTablesBehindTheCharts(@TempDir Path directory) throws Exception {
    try (ReportPage page = open(new Retrained(), directory)) {
      page.element("#moves summary").sendKeys(Keys.ENTER);
      page.awaitTable("#moves");
      assertThat(page.text("#moves tbody tr")).isEqualTo("x0 0.25 0.5 0.4446 to 0.5554 0.25");
      page.openTable("#drift");
      assertThat(page.text("#drift tbody tr")).isEqualTo("x0 0.1 5 4 2 1.5");
      assertThat(page.text("#drift tbody tr:nth-child(2)")).isEqualTo("x1 0.05");
      page.openTable("#partitions-table");
      assertThat(page.text("#partitions-table tbody tr"))
          .isEqualTo("x0 2001-04-01 1,000 30 30.5 1.64 %");
      assertThat(page.text("#read"))
          .contains("2 partitions left out because the names have no date");
      page.openTable("#cv");
      page.assertTablesAreLegible();
      page.assertNoSeriousAccessibilityFault();
    }
  }

  @Test
  void showsARefusal(@TempDir Path directory) throws Exception {
    try (ReportPage page = open(new Retrained().refused().forward().newest(1), directory)) {
      page.assertNoErrors();
      page.assertChartsAreDrawn(6);
      assertThat(page.text("#verdict"))
          .isEqualTo("✗ Refused: x0 has drifted most, by a stability index of 0.3.");
      assertThat(page.text("#checks tbody tr:nth-child(2)")).contains("✗ failed");
      assertThat(page.text("#partitions-note")).contains("on 1 of 1 partition.");
      assertThat(page.text("#drift-note")).startsWith("1 of 6 columns");
      assertThat(page.text("#moves-interval")).startsWith("There are no intervals");
      assertThat(page.data("#moves .chart", "interval")).isEmpty();
      page.assertNoSeriousAccessibilityFault();
    }
  }

  @Test
  void showsErrorsByLevel(@TempDir Path directory) throws Exception {
    try (ReportPage page = open(new Retrained().slices(3), directory)) {
      page.assertNoErrors();
      assertThat(page.text("#slices-note")).contains("Each bound has 99 % confidence");
      assertThat(page.text("#slices tbody tr:nth-child(2)"))
          .isEqualTo("carrier x1 101 31 31 1 % -10 % 10 %");
      assertThat(page.text("#slices tbody tr:nth-child(3)")).isEqualTo("carrier x2 102 32 31");
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
    }
    try (ReportPage page = open(new Retrained().slices(2).first(), directory)) {
      page.assertNoErrors();
      assertThat(page.text("#slices-note")).startsWith("There is no comparison");
      assertThat(page.text("#slices tbody tr")).isEqualTo("carrier x0 100 30");
    }
    try (ReportPage page = open(new Retrained(), directory)) {
      assertThat(page.elements("#slices-section")).isEmpty();
    }
  }

  @Test
  void showsAFirstVersion(@TempDir Path directory) throws Exception {
    try (ReportPage page = open(new Retrained().first(), directory)) {
      page.assertNoErrors();
      page.assertChartsAreDrawn(5);
      assertThat(page.text("#tiles"))
          .contains("there is no champion")
          .doesNotContain("Improvement");
      assertThat(page.elements("#improvement")).isEmpty();
      assertThat(page.series("#partitions .chart").findValuesAsText("name"))
          .containsExactly("candidate");
      assertThat(page.text("#moves-heading")).isEqualTo("Coefficients");
      assertThat(page.text("#drift-training")).startsWith("the candidate's training");
      page.openTable("#moves");
      assertThat(page.text("#moves thead")).doesNotContain("champion", "move");
      page.assertNoSeriousAccessibilityFault();
    }
  }

  @Test
  void drawsTheLargestOfManyFeatures(@TempDir Path directory) throws Exception {
    try (ReportPage page = open(new Retrained().features(1_200), directory)) {
      page.assertNoErrors();
      assertThat(page.text("#moves-note"))
          .contains("980 smaller ones are only in the table.", "200 more are only in");
      assertThat(page.text("#drift-note")).contains("1,180 columns that drifted less");
      assertThat(page.data("#moves .chart", "interval")).hasSize(20);
      page.openTable("#moves");
      assertThat(page.elements("#moves tbody tr")).hasSize(1_000);
    }
  }

  @Test
  void showsNamesAsTheyAre(@TempDir Path directory) throws Exception {
    String hostile = "</script><img src=x onerror=alert(1)><b>&amp;\u2028";
    try (ReportPage page = open(new Retrained().refused().named(hostile), directory)) {
      page.assertNoErrors();
      page.assertNothingIsFetched();
      assertThat(page.text("#verdict")).contains("<img src=x onerror=alert(1)><b>&amp;");
      JsonNode names =
          page.evaluate(
              "echarts.getInstanceByDom(document.querySelector('#moves .chart')).getOption().yAxis[0].data");
      assertThat(names.get(0).asText()).isEqualTo(hostile + "0");
      for (String figure : new String[] {"#moves", "#drift", "#partitions-table"}) {
        page.openTable(figure);
        assertThat(page.text(figure + " td")).contains("<img src=x onerror=alert(1)>");
      }
      assertThat(page.elements("main img, main b")).isEmpty();
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
    }
  }
}
