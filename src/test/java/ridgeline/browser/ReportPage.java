package ridgeline.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A report in a headless Chromium. */
final class ReportPage implements AutoCloseable {
  private static final File CHROMIUM = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");
  private static final JsonMapper JSON = new JsonMapper();

  private final ChromeDriver browser;

  private ReportPage(ChromeDriver browser) {
    this.browser = browser;
  }

  /** Opens a report; skips the test where there is no browser. */
  static ReportPage open(Path report) {
    assumeTrue(
        CHROMIUM.canExecute() && DRIVER.canExecute(),
        "there is no browser: install Debian's chromium and chromium-driver");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1200,900");
    ChromeDriver browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(), options);
    browser.get(report.toUri().toString());
    return new ReportPage(browser);
  }

  @Override
  public void close() {
    browser.quit();
  }

  /** What a script returns, as JSON. */
  JsonNode evaluate(String expression) {
    Object json = browser.executeScript("return JSON.stringify(" + expression + ")");
    try {
      return JSON.readTree(String.valueOf(json));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** Name, type and number of items of each series of the chart in an element. */
  JsonNode series(String selector) {
    return evaluate(
        "echarts.getInstanceByDom(document.querySelector('%s')).getOption().series"
                .formatted(selector)
            + ".map(s => ({name: s.name, type: s.type, items: (s.data || []).length}))");
  }

  /** The data of the series of a name. */
  JsonNode data(String selector, String series) {
    return evaluate(
        "echarts.getInstanceByDom(document.querySelector('%s')).getOption().series"
                .formatted(selector)
            + ".filter(s => s.name === '%s').map(s => s.data).pop()".formatted(series));
  }

  WebElement element(String selector) {
    return browser.findElement(By.cssSelector(selector));
  }

  List<WebElement> elements(String selector) {
    return browser.findElements(By.cssSelector(selector));
  }

  String text(String selector) {
    return element(selector).getText();
  }

  /** Opens the table behind a chart, which is made when it is opened. */
  void openTable(String figure) {
    element(figure + " summary").click();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (elements(figure + " tbody tr").isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  void resize(int width, int height) {
    browser.manage().window().setSize(new Dimension(width, height));
  }

  /** Shows the page as it is for a medium and a preference for dark or light. */
  void emulate(String medium, String colorScheme) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            medium,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
  }

  /** Every chart has something drawn in it: pixels that are not transparent. */
  void assertChartsAreDrawn(int expected) {
    JsonNode drawn =
        evaluate(
            "[...document.querySelectorAll('.chart canvas')].map(canvas => {"
                + "const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
                + "let seen = 0; for (let i = 3; i < pixels.length; i += 4) seen += pixels[i] > 0 ? 1 : 0;"
                + "return seen;})");
    assertThat(drawn).hasSize(expected).allSatisfy(n -> assertThat(n.asInt()).isGreaterThan(1000));
  }

  void assertNoErrors() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .extracting(LogEntry::getMessage)
        .isEmpty();
  }

  /** No request is for anything but the file itself. */
  void assertNothingIsFetched() {
    List<String> urls =
        browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
            .map(entry -> message(entry).path("message"))
            .filter(message -> message.path("method").asText().equals("Network.requestWillBeSent"))
            .map(message -> message.path("params").path("request").path("url").asText())
            .toList();
    assertThat(urls)
        .isNotEmpty()
        .allMatch(url -> url.startsWith("file:") && url.endsWith("/report.html"));
  }

  private static JsonNode message(LogEntry entry) {
    try {
      return JSON.readTree(entry.getMessage());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  void assertNoSeriousAccessibilityFault() {
    List<Rule> faults =
        new AxeBuilder()
            .analyze(browser).getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .toList();
    assertThat(faults)
        .as("serious faults that axe-core finds")
        .extracting(rule -> rule.getId() + ": " + rule.getNodes().get(0).getHtml())
        .isEmpty();
  }

  void assertFitsItsWidth() {
    assertThat(evaluate("document.documentElement.scrollWidth - innerWidth").asInt())
        .as("pixels beyond the right edge")
        .isLessThanOrEqualTo(0);
  }
}
