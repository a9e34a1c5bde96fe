package ridgeline.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documentation: its links lead somewhere, and no page is out of reach. */
@Tag("plain")
class LinksTest {
  private static final Path README = Path.of("README.md");
  private static final Path DOCS = Path.of("src/docs");
  private static final int MAX_README_LINES = 160;

  private static final Pattern FENCED =
      Pattern.compile("^(```|~~~).*?^\\1\\s*?$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("]\\(([^()\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*?) *$", Pattern.MULTILINE);

  /** {@code Name}, {@code Name.member} or {@code Name(...)} in backticks. */
  private static final Pattern CLASS =
      Pattern.compile("`([A-Z][a-z]+(?:[A-Z][A-Za-z0-9]*)?)(?:[.#][\\w*]+)*(?:\\([^`]*\\))?`");

  private static final Pattern DECLARATION =
      Pattern.compile("\\b(?:class|record|enum|interface) ([A-Z]\\w*)");

  /** A class by its path under the root package. */
  private static final Pattern FILE = Pattern.compile("`([a-z]+(?:/[a-z]+)*/[A-Z]\\w+)`");

  /** Of Java, Spark and others. */
  private static final Set<String> OTHERS =
      Set.of(
          "CrossValidator",
          "EnumMap",
          "HashMap",
          "IllegalArgumentException",
          "Lasso",
          "LinearRegression",
          "LinearRegressionModel",
          "ParamGridBuilder",
          "Pipeline",
          "PipelineModel",
          "Ridge",
          "Row",
          "Serializable",
          "SparkApplication",
          "SparkSubmitOperator",
          "UnsupportedOperationException");

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(DOCS)) {
      return Stream.concat(
              Stream.of(README), files.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path page) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String link : links(page)) {
      Path target = target(page, link);
      if (target.startsWith("..") || !Files.exists(target)) {
        broken.add(link + ": there is no " + target);
      } else if (link.contains("#") && !anchors(target).contains(link.replaceFirst(".*#", ""))) {
        broken.add(link + ": " + target + " has no such heading");
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyPageCanBeReachedFromTheReadme() throws IOException {
    Set<Path> reached = new HashSet<>(Set.of(README));
    Deque<Path> left = new ArrayDeque<>(reached);
    while (!left.isEmpty()) {
      Path page = left.remove();
      for (String link : links(page)) {
        Path target = target(page, link);
        if (target.toString().endsWith(".md") && Files.exists(target) && reached.add(target)) {
          left.add(target);
        }
      }
    }
    assertThat(reached).containsAll(pages());
  }

  /** Pages on the code go stale where classes are renamed. */
  @ParameterizedTest
  @MethodSource("pages")
  void everyClassThatIsNamedExists(Path page) throws IOException {
    Set<String> ours = classes();
    assertThat(
            CLASS
                .matcher(withoutFences(page))
                .results()
                .map(found -> found.group(1))
                .filter(name -> !ours.contains(name) && !OTHERS.contains(name)))
        .isEmpty();
  }

  private static Set<String> classes() throws IOException {
    Set<String> classes = new HashSet<>();
    for (String root : new String[] {"src/main/java", "src/test/java"}) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          DECLARATION
              .matcher(Files.readString(file))
              .results()
              .forEach(declaration -> classes.add(declaration.group(1)));
        }
      }
    }
    return classes;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyFileThatIsNamedExists(Path page) throws IOException {
    assertThat(
            FILE.matcher(withoutFences(page))
                .results()
                .map(found -> Path.of("src/main/java/ridgeline", found.group(1) + ".java"))
                .filter(file -> !Files.exists(file)))
        .isEmpty();
  }

  @Test
  void readmeIsShort() throws IOException {
    assertThat(Files.readAllLines(README).size()).isLessThanOrEqualTo(MAX_README_LINES);
  }

  /** The links of a page to files and headings of the project. */
  private static List<String> links(Path page) throws IOException {
    String text = CODE.matcher(withoutFences(page)).replaceAll("");
    return LINK.matcher(text)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !ELSEWHERE.matcher(link).matches())
        .toList();
  }

  private static Path target(Path page, String link) {
    String file = link.replaceFirst("#.*", "");
    return file.isEmpty() ? page : page.resolveSibling(file).normalize();
  }

  /** The names that GitHub gives the headings of a page. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    HEADING
        .matcher(withoutFences(page))
        .results()
        .map(heading -> anchor(heading.group(1)))
        .forEach(
            name -> {
              int before = seen.merge(name, 1, Integer::sum) - 1;
              anchors.add(before == 0 ? name : name + "-" + before);
            });
    return anchors;
  }

  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
        .replace(' ', '-');
  }

  private static String withoutFences(Path page) throws IOException {
    return FENCED.matcher(Files.readString(page)).replaceAll("");
  }
}
