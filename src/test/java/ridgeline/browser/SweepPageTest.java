package ridgeline.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import ridgeline.job.InProcess;

/** The report of a sweep in a browser, and its controls. */
@Tag("browser")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SweepPageTest {
  private static final String HOSTILE = "</script><script>alert(1)</script>";

  /**
   * One path stops early; a feature's name contains markup, and another feature is nearly its
   * double.
   */
  private static final String JOB =
      """
      name: hostile
      data:
        sql: >-
          SELECT sin(id) + 0.3 * cos(id * 7) + id %% 3 + 9 * sin(id * id) AS y, sin(id) AS `%1$s`, cos(id * 7) AS b,
          2 * sin(id) + 1e-3 * cos(id) AS twin, id %% 3 AS c, cos(id * id) AS noise FROM range(600)
        label: y
        numeric: ["`%1$s`", b, twin, noise]
        categorical: [c]
      folds: {count: 5}
      grid: {elasticNetParam: [0, 0.5, 1], regParam: {count: 30}}
      earlyStopping: {patience: 3, minImprovement: 0.01, minLambdas: 3}
      refit: statistics
      """
          .formatted(HOSTILE);

  private static Path directory = Path.of("");
  private static JsonNode sweep;
  private static ReportPage page;

  @BeforeAll
  static void open(@TempDir Path shared) throws IOException {
    directory = shared.resolve("out");
    Path job = Files.writeString(shared.resolve("job.yaml"), JOB);
    InProcess.sweep(job, directory);
    sweep = new JsonMapper().readTree(directory.resolve("sweep.json").toFile());
    page = ReportPage.open(directory.resolve("report.html"));
  }

  @AfterAll
  static void close() {
    if (page != null) {
      page.close();
    }
  }

  @Test
  @Order(1)
  void opensWithoutAnErrorOrARequest() {
    page.assertNoErrors();
    page.assertNothingIsFetched();
  }

  @Test
  void showsTheResult() {
    JsonNode selected = sweep.path("selected");
    String tiles = page.text("#tiles");
    assertThat(tiles).contains("CV RMSE\n" + short5(selected.path("rmse").asDouble()));
    assertThat(tiles).contains("Cells solved\n" + sweep.path("cells").path("solved").asInt());
    assertThat(tiles).contains(sweep.path("cells").path("skipped").asInt() + " skipped");
    assertThat(sweep.path("cells").path("skipped").asInt()).isPositive();
  }

  @Test
  void showsErrorsWithTheirUnit() {
    JsonNode errors = sweep.path("heldOut");
    assertThat(page.text("#tiles"))
        .contains(
            "Mean absolute error\n%s\nin y; median %s, 90 %% below %s, 95 %% below %s"
                .formatted(
                    shown(errors.path("mae"), 4),
                    shown(errors.path("median"), 3),
                    shown(errors.path("p90"), 3),
                    shown(errors.path("p95"), 3)))
        .contains(", in y; mean squared error");
    assertThat(
            page.evaluate(
                    "echarts.getInstanceByDom(document.querySelector('#cv"
                        + " .chart')).getOption().yAxis[0].name")
                .asText())
        .isEqualTo("CV mean squared error of y");
  }

  private static String shown(JsonNode value, int digits) {
    return page.evaluate("page.short(" + value.asDouble() + ", " + digits + ")").asText();
  }

  @Test
  void saysHowTheModelWasFitted() {
    assertThat(page.text("#tiles")).contains("the sweep's own fit").doesNotContain("refitted");
  }

  /** The zoomed chart separates cells where the chart of all cells is flat. */
  @Test
  void zoomsToTheMinimum() {
    JsonNode min = sweep.path("min");
    JsonNode oneSe = sweep.path("oneSe");
    double[] heights = new double[2];
    double[] apart = new double[2];
    String[] charts = {"#cv .chart", "#near .chart"};
    for (int i = 0; i < 2; i++) {
      heights[i] =
          pixel(charts[i], min, min.path("cvm").asDouble()).get(1).asDouble()
              - pixel(charts[i], min, min.path("cvm").asDouble() + min.path("cvsd").asDouble())
                  .get(1)
                  .asDouble();
      apart[i] =
          pixel(charts[i], min, 1).get(0).asDouble() - pixel(charts[i], oneSe, 1).get(0).asDouble();
    }
    assertThat(heights[1]).as("pixels of a standard error").isGreaterThan(40);
    assertThat(apart[1]).as("pixels between min and 1se").isGreaterThan(apart[0]).isPositive();
    assertThat(page.data(charts[1], "min").get(0).get(1).asDouble())
        .isEqualTo(min.path("cvm").asDouble());
    assertThat(page.data(charts[1], "1se").get(0).get(1).asDouble())
        .isEqualTo(oneSe.path("cvm").asDouble());
  }

  private static JsonNode pixel(String chart, JsonNode cell, double error) {
    return page.evaluate(
        "echarts.getInstanceByDom(document.querySelector('%s')).convertToPixel({gridIndex: 0}, [%s, %s])"
            .formatted(chart, cell.path("regParam").asDouble(), error));
  }

  @Test
  void minAnd1seLookDifferent() {
    for (String look : List.of("s.symbol", "s.itemStyle.color", "s.label.formatter")) {
      JsonNode looks =
          page.evaluate(
              "echarts.getInstanceByDom(document.querySelector('#cv .chart')).getOption().series.filter(s => ['min', '1se'].includes(s.name)).map(s => %s)"
                  .formatted(look));
      assertThat(looks).hasSize(2);
      assertThat(looks.get(0)).as(look).isNotEqualTo(looks.get(1));
    }
  }

  @Test
  void numbersInTheTilesAreNotBroken() {
    page.evaluate(
        "page.describe(document.getElementById('tiles'), [['long', '-1.70469e-17', '± 1.23e-7; mean"
            + " squared error 1.2345e-8 ±\u00a01.2e-9, 90 % below 123,456']])");
    for (int width : new int[] {1200, 1100, 1000, 900, 800, 700, 600, 500, 400}) {
      page.resize(width, 900);
      assertThat(page.brokenNumbers("#tiles")).as("at %d pixels", width).isEmpty();
    }
    page.resize(1200, 900);
    page.evaluate("document.querySelector('#tiles > :last-child').remove()");
  }

  @Test
  void meanResidualsHaveErrorsAndAVerdict() {
    JsonNode means = page.evaluate("page.data.heldOut.means");
    JsonNode drawn = page.data("#means .chart", "mean residual");
    JsonNode bars = page.data("#means .chart", "standard error");
    assertThat(drawn).hasSize(means.size()).hasSizeGreaterThan(10);
    for (int i = 0; i < means.size(); i++) {
      double mean = means.get(i).path("residual").asDouble();
      double error = means.get(i).path("standardError").asDouble();
      assertThat(drawn.get(i).get(0).asDouble())
          .isEqualTo(means.get(i).path("prediction").asDouble());
      assertThat(drawn.get(i).get(1).asDouble()).isEqualTo(mean);
      assertThat(bars.get(i).get(1).asDouble()).isEqualTo(mean - error);
      assertThat(bars.get(i).get(2).asDouble()).isEqualTo(mean + error);
    }
    assertThat(page.text("#curvature")).startsWith("The mean residual shows no curvature");
    page.openTable("#means");
    assertThat(page.elements("#means tbody tr")).hasSize(means.size());
  }

  private static String short5(double value) {
    return page.evaluate("page.short(" + value + ", 5)").asText();
  }

  @Test
  void everyChartIsDrawn() {
    page.assertChartsAreDrawn(7);
  }

  @Test
  void curvesHaveAPointForEachSolvedCell() {
    JsonNode series = page.series("#cv .chart");
    assertThat(series).hasSize(3 + 3 + 3);
    assertThat(page.series("#near .chart")).hasSize(3 + 1 + 3);
    int points = 0;
    for (JsonNode one : series) {
      points += one.path("type").asText().equals("line") ? one.path("items").asInt() : 0;
    }
    int folds = sweep.path("folds").asInt();
    assertThat(points * (folds + 1)).isEqualTo(sweep.path("cells").path("solved").asInt());
    assertThat(page.series("#surface .chart").get(0).path("items").asInt()).isEqualTo(points);
    assertThat(page.data("#cv .chart", "stopped early")).isNotEmpty();
  }

  @Test
  void theMarkedCellsAreThoseOfTheJson() {
    for (String[] mark : List.of(new String[] {"min", "min"}, new String[] {"1se", "oneSe"})) {
      JsonNode cell = sweep.path(mark[1]);
      JsonNode marked = page.data("#cv .chart", mark[0]).get(0);
      assertThat(marked.get(0).asDouble()).isEqualTo(cell.path("regParam").asDouble());
      assertThat(marked.get(1).asDouble()).isEqualTo(cell.path("cvm").asDouble());
    }
    JsonNode chosen = page.data("#surface .chart", "chosen").get(0);
    assertThat(chosen.get(0).asDouble())
        .isEqualTo(sweep.path("selected").path("regParam").asDouble());
    assertThat(chosen.get(1).asInt())
        .isEqualTo(
            List.of(0.0, 0.5, 1.0)
                .indexOf(sweep.path("selected").path("elasticNetParam").asDouble()));
  }

  @Test
  void markupInANameIsShownAndNotRun() {
    assertThat(page.text("#coefficients")).contains(HOSTILE);
    assertThat(page.evaluate("document.scripts.length").asInt()).isEqualTo(4);
    assertThat(page.text("#job")).contains("alert(1)");
  }

  @Test
  void coefficientsAreThoseOfTheTable() throws IOException {
    List<String[]> kept =
        Files.readAllLines(directory.resolve("coefficients.csv")).stream()
            .skip(2)
            .filter(line -> !line.endsWith(",0.0,0.0"))
            .map(line -> line.split(",(?=[^,]*,[^,]*$)|,(?=[^,]*$)"))
            .sorted(Comparator.comparingDouble(row -> -Math.abs(Double.parseDouble(row[2]))))
            .toList();
    List<WebElement> rows = page.elements("#coefficients tbody tr");
    assertThat(rows).hasSize(kept.size());
    double largest = Math.abs(Double.parseDouble(kept.get(0)[2]));
    for (int i = 0; i < rows.size(); i++) {
      List<WebElement> cells = rows.get(i).findElements(By.tagName("td"));
      double coefficient = Double.parseDouble(kept.get(i)[1]);
      double standardized = Double.parseDouble(kept.get(i)[2]);
      assertThat(Double.parseDouble(cells.get(1).getText()))
          .isCloseTo(coefficient, within(1e-5 * Math.abs(coefficient)));
      assertThat(Double.parseDouble(cells.get(2).getText()))
          .isCloseTo(standardized, within(1e-3 * Math.abs(standardized)));
      WebElement bar = cells.get(3).findElement(By.tagName("span"));
      double share = bar.getRect().getWidth() / (double) cells.get(3).getRect().getWidth();
      assertThat(share).isCloseTo(0.5 * Math.abs(standardized) / largest, within(0.02));
    }
  }

  @Test
  void everyRowIsPaintedInTheChartsOfHeldOutRows() {
    assertThat(page.shareOfRectanglesPainted("#observed .chart")).isGreaterThan(0.9);
    assertThat(page.shareOfRectanglesPainted("#residuals .chart")).isGreaterThan(0.9);
    assertThat(page.series("#observed .chart").get(0).path("items").asInt())
        .isEqualTo(page.evaluate("page.data.heldOut.observed.counts.length").asInt());
    assertThat(page.series("#residuals .chart").get(0).path("items").asInt())
        .isEqualTo(page.evaluate("page.data.heldOut.residuals.counts.length").asInt());
  }

  @Test
  void axesHaveTicks() {
    for (String chart :
        List.of("#cv", "#near", "#surface", "#paths", "#observed", "#residuals", "#means")) {
      assertThat(page.ticks(chart + " .chart", "xAxis")).as(chart).hasSizeBetween(4, 14);
      assertThat(page.ticks(chart + " .chart", "yAxis")).as(chart).hasSizeBetween(4, 14);
    }
  }

  @Test
  void printsWell() {
    page.resize(800, 1100);
    page.emulate("screen", "dark");
    page.prepareForPaper();
    page.assertChartsAreDrawn(7);
    assertThat(page.shareOfRectanglesPainted("#residuals .chart")).isGreaterThan(0.9);
    assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor").asText())
        .isEqualTo("rgb(255, 255, 255)");
    assertThat(
            page.evaluate("getComputedStyle(document.querySelector('.bar span')).printColorAdjust")
                .asText())
        .isEqualTo("exact");
    page.assertTablesAreLegible();
    page.emulate("screen", "light");
    page.evaluate("window.dispatchEvent(new Event('afterprint'))");
    page.resize(1200, 900);
  }

  @Test
  void aSearchedFeatureIsNamedOrTheReasonShown() {
    page.element("#path-search").sendKeys("nothing like it\n");
    assertThat(page.text("#path-status")).isEqualTo("There is no feature nothing like it.");
    page.element("#path-search").clear();
    page.element("#path-search").sendKeys("twin\n");
    assertThat(page.text("#path-status")).startsWith("twin is ");
    page.element("#path-search").clear();
    page.element("#path-search").sendKeys("b\n");
    assertThat(page.text("#path-status")).isEqualTo("b is drawn as a thick line.");
    while (!page.elements("#path-chips button").isEmpty()) {
      page.element("#path-chips button").sendKeys(Keys.ENTER);
    }
    assertThat(page.evaluate("document.activeElement.id").asText()).isEqualTo("path-search");
  }

  @Test
  void theKeyboardOpensTablesAndSortsThem() {
    page.element("#features summary").sendKeys(Keys.ENTER);
    page.awaitTable("#features");
    assertThat(page.elements("#features tbody tr")).hasSize(sweep.path("features").asInt());
    page.element("#features th:nth-child(2) button").sendKeys(Keys.ENTER);
    assertThat(page.element("#features th:nth-child(2)").getDomAttribute("aria-sort"))
        .isEqualTo("descending");
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void aClickOnAHeadingSortsByIt() {
    page.element("#coefficients th:nth-child(2) button").click();
    List<Double> values =
        page.elements("#coefficients tbody td:nth-child(2)").stream()
            .map(cell -> Double.valueOf(cell.getText()))
            .toList();
    assertThat(values).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(page.element("#coefficients th:nth-child(2)").getDomAttribute("aria-sort"))
        .isEqualTo("descending");
  }

  @Test
  void theKeyboardStepsThroughTheCells() {
    String before = page.text("#path-cell");
    page.element("#path-step").sendKeys(Keys.ARROW_LEFT);
    assertThat(page.text("#path-cell")).isNotEqualTo(before).startsWith("regParam");
    page.element("#path-step").sendKeys(Keys.ARROW_RIGHT);
    assertThat(page.text("#path-cell")).isEqualTo(before);
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void anotherPathIsDrawnWhenItIsChosen() {
    page.element("#path-choice option[value='0']").click();
    page.openTable("#paths");
    assertThat(page.elements("#paths tbody tr"))
        .hasSize(page.evaluate("page.data.curves[0].cvm.length").asInt());
    int cells = page.firstData("#cv .chart", "elasticNetParam 0").size();
    assertThat(page.data("#paths .chart", "elasticNetParam 0")).hasSize(cells);
    assertThat(page.data("#paths .chart", "twin")).hasSize(cells);
    assertThat(page.element("#paths .chart").getDomAttribute("aria-label")).contains("Param 0,");
  }

  @Test
  void eachChartHasATable() {
    page.openTable("#cv");
    assertThat(page.elements("#cv tbody tr"))
        .hasSize(
            page.evaluate("page.data.curves.map(c => c.cvm.length).reduce((a, b) => a + b)")
                .asInt());
    page.openTable("#observed");
    int counted =
        page.elements("#observed tbody td:nth-child(3)").stream()
            .mapToInt(cell -> Integer.parseInt(cell.getText().replace(",", "")))
            .sum();
    assertThat(counted).isEqualTo(sweep.path("rows").path("used").asInt());
  }

  @Test
  void collinearFeaturesAreNamed() {
    assertThat(page.text("#collinear")).contains("twin");
  }

  @Test
  void hasNoSeriousAccessibilityViolation() {
    page.assertNoSeriousAccessibilityFault();
    page.emulate("screen", "dark");
    page.assertNoSeriousAccessibilityFault();
    assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor").asText())
        .isEqualTo("rgb(20, 25, 31)");
    page.emulate("screen", "light");
  }

  @Test
  void fitsAPhone() {
    page.resize(360, 740);
    page.assertFitsItsWidth();
    page.assertTablesAreLegible();
    assertThat(
            page.evaluate(
                    "(() => { const place = document.querySelector('#coefficients .scroll'); return"
                        + " place.scrollWidth - place.clientWidth; })()")
                .asInt())
        .as("pixels of the coefficients that are out of view")
        .isZero();
    page.resize(1200, 900);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void usingTheControlsLogsNoError() {
    page.assertNoErrors();
  }
}
