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
import java.util.logging.Level;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import ridgeline.spark.Waiting;

/** A report in a headless Chromium. */
final class ReportPage implements AutoCloseable {
  private static final File CHROMIUM = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");
  private static final JsonMapper JSON = new JsonMapper();

  private final ChromeDriver browser;

  private ReportPage(ChromeDriver browser) {
    this.browser = browser;
  }

  /** Opens a report in a window of its own; skips the test where there is no browser. */
  static ReportPage open(Path report) {
    assumeTrue(
        CHROMIUM.canExecute() && DRIVER.canExecute(),
        "there is no browser: install Debian's chromium and chromium-driver");
    ChromeDriver browser = Browser.STARTED;
    browser.switchTo().window(Browser.FIRST_WINDOW);
    browser.switchTo().newWindow(WindowType.WINDOW);
    ReportPage page = new ReportPage(browser);
    page.resize(1200, 900);
    for (String log : List.of(LogType.BROWSER, LogType.PERFORMANCE)) {
      browser.manage().logs().get(log); // of other pages
    }
    browser.get(report.toUri().toString());
    return page;
  }

  /** One for all tests of the process. */
  private static final class Browser {
    static final ChromeDriver STARTED = start();
    static final String FIRST_WINDOW = STARTED.getWindowHandle();

    private Browser() {}

    private static ChromeDriver start() {
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
          "--disable-sync");
      ChromeDriver browser =
          new ChromeDriver(
              new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(), options);
      Runtime.getRuntime().addShutdownHook(new Thread(browser::quit));
      return browser;
    }
  }

  @Override
  public void close() {
    browser.close();
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

  /** The data of the last series of a name. */
  JsonNode data(String selector, String series) {
    return evaluate(
        "echarts.getInstanceByDom(document.querySelector('%s')).getOption().series"
                .formatted(selector)
            + ".filter(s => s.name === '%s').map(s => s.data).pop()".formatted(series));
  }

  /** The data of each series of a name. */
  JsonNode dataOf(String selector, String series) {
    return evaluate(
        "echarts.getInstanceByDom(document.querySelector('%s')).getOption().series"
                .formatted(selector)
            + ".filter(s => s.name === '%s').map(s => s.data)".formatted(series));
  }

  /** The data of the first series of a name. */
  JsonNode firstData(String selector, String series) {
    return evaluate(
        "echarts.getInstanceByDom(document.querySelector('%s')).getOption().series"
                .formatted(selector)
            + ".find(s => s.name === '%s').data".formatted(series));
  }

  /**
   * How each line of the legend of a chart, made so wide, is drawn: its colour, and the number of
   * gaps in it. A line that a symbol covers has fewer.
   */
  List<String> legendLines(String selector, int width) {
    JsonNode lines =
        evaluate(
            """
            (() => {
              const place = document.querySelector('%s');
              const chart = echarts.getInstanceByDom(place);
              chart.resize({width: %s});
              chart.getZr().flush();
              const picture = (%s)(place);
              const scale = picture.width / chart.getWidth();
              const legend = chart.getModel().getComponent('legend', 0);
              const items = [];
              const width = legend.get('itemWidth');
              const height = legend.get('itemHeight');
              chart.getViewOfComponentModel(legend).group.traverse(item => {
                if (item.type === 'text' && legend.get('data').includes(item.style.text)) items.push(item);
              });
              return items.map(item => {
                const box = item.getBoundingRect().clone();
                box.applyTransform(item.getComputedTransform());
                const from = box.x - width - 5;
                const y = Math.floor((box.y + box.height / 2) * scale);
                let colour = '', gaps = 0, before = 0;
                for (let x = Math.ceil(from * scale) + 1; x < Math.floor((from + width) * scale) - 1; x++) {
                  const at = (y * picture.width + x) * 4;
                  const now = picture.data[at + 3] > 128;
                  if (now && !colour) colour = [...picture.data.slice(at, at + 3)].join(' ');
                  if (!now && before) gaps++;
                  before = now;
                }
                return `${item.style.text}: ${colour} with ${gaps} gaps`;
              });
            })()\
            """
                .formatted(selector, width, PIXELS));
    return StreamSupport.stream(lines.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** Numbers of an element's text that stand on more than one line. */
  JsonNode brokenNumbers(String selector) {
    return evaluate(
        """
        (() => {
          const broken = [];
          const place = document.querySelector('%s');
          const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const node = texts.currentNode;
            for (const match of node.textContent.matchAll(/-?[\\d.,]*\\d(e-?\\d+)?/g)) {
              const range = document.createRange();
              range.setStart(node, match.index);
              range.setEnd(node, match.index + match[0].length);
              const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
              if (lines.size > 1) broken.push(match[0]);
            }
          }
          return broken;
        })()\
        """
            .formatted(selector));
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

  /** Opens the table behind a chart. */
  void openTable(String figure) {
    element(figure + " summary").click();
    awaitTable(figure);
  }

  /** Waits for the table behind a chart, which the browser makes some time after it was opened. */
  void awaitTable(String figure) {
    Waiting.until(() -> !elements(figure + " tbody tr").isEmpty());
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

  /** The pixels of the chart in an element, in rows from the top; null unless it is one picture. */
  private static final String PIXELS =
      """
      chart => {
        const canvases = chart.querySelectorAll('canvas');
        if (canvases.length !== 1) return null;
        const copy = document.createElement('canvas');
        copy.width = canvases[0].width;
        copy.height = canvases[0].height;
        const context = copy.getContext('2d', {willReadFrequently: true});
        context.drawImage(canvases[0], 0, 0);
        return context.getImageData(0, 0, copy.width, copy.height);
      }\
      """;

  /** Every chart is one picture with something in it: pixels that are not transparent. */
  void assertChartsAreDrawn(int expected) {
    JsonNode drawn =
        evaluate(
            """
            [...document.querySelectorAll('.chart')].map(%s).map(picture => {
              let seen = 0;
              for (let i = 3; i < picture?.data.length; i += 4) seen += picture.data[i] > 0 ? 1 : 0;
              return seen;
            })\
            """
                .formatted(PIXELS));
    assertThat(drawn).hasSize(expected).allSatisfy(n -> assertThat(n.asInt()).isGreaterThan(1000));
  }

  /** The share of the rectangles of a chart whose left lower corner is painted. */
  double shareOfRectanglesPainted(String selector) {
    return evaluate(
            """
            (() => {
              const place = document.querySelector('%s');
              const chart = echarts.getInstanceByDom(place);
              const picture = (%s)(place);
              const scale = picture.width / chart.getWidth();
              const items = chart.getOption().series[0].data;
              const painted = items.filter(item => {
                const [x, y] = chart.convertToPixel({gridIndex: 0}, [item[0], item[2]]);
                const at = (Math.round((y - 1) * scale) * picture.width + Math.round((x + 1) * scale)) * 4;
                return picture.data[at + 3] > 200;
              });
              return painted.length / items.length;
            })()\
            """
                .formatted(selector, PIXELS))
        .asDouble();
  }

  /** Labels of the ticks of an axis, those that are drawn or would be if there was room. */
  JsonNode ticks(String selector, String axis) {
    return evaluate(
        "echarts.getInstanceByDom(document.querySelector('%s')).getModel().getComponent('%s', 0).axis.scale.getTicks().map(t => t.value)"
            .formatted(selector, axis));
  }

  /** As the browser does before it prints. */
  void prepareForPaper() {
    browser.executeScript("window.dispatchEvent(new Event('beforeprint'))");
    emulate("print", "light");
  }

  /** No text of a table is broken into pieces of a few letters. */
  void assertTablesAreLegible() {
    assertThat(
            evaluate(
                "[...document.querySelectorAll('th, td')].filter(cell => cell.clientWidth < 64"
                    + " && cell.textContent.length > 12).map(cell => cell.textContent)"))
        .as("long texts in narrow cells")
        .isEmpty();
  }

  /** No two ticks of an axis have the same label, and some have one. */
  private void assertTicksAreDistinct() {
    String repeated =
        """
        [...document.querySelectorAll('.chart')]
          .map((element) => echarts.getInstanceByDom(element))
          .filter(Boolean)
          .flatMap((chart) => ['xAxis', 'yAxis'].flatMap((name) => {
            const component = chart.getModel().getComponent(name, 0);
            if (!component || component.get('type') === 'category') {
              return [];
            }
            const shown = (which) => component.get(['axisLabel', which]) !== false;
            const all = component.axis.getViewLabels().map((label) => label.formattedLabel);
            const labels = all.slice(shown('showMinLabel') ? 0 : 1, shown('showMaxLabel') ? undefined : -1);
            if (labels.length > 1 && labels.every((label) => label === '')) {
              return [component.get('name') + ': no label'];
            }
            return labels.filter((label, i) => label !== '' && labels.indexOf(label) !== i)
              .map((label) => component.get('name') + ': ' + label);
          }))
        """;
    assertThat(evaluate(repeated)).as("ticks with the same label").isEmpty();
  }

  void assertNoErrors() {
    assertTicksAreDistinct();
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

  /** After a change of the window's size, charts follow some time later. */
  void assertFitsItsWidth() {
    Waiting.until(() -> pixelsBeyondTheRightEdge() <= 0);
    assertThat(pixelsBeyondTheRightEdge())
        .as("pixels beyond the right edge")
        .isLessThanOrEqualTo(0);
  }

  private int pixelsBeyondTheRightEdge() {
    return evaluate("document.documentElement.scrollWidth - innerWidth").asInt();
  }
}
