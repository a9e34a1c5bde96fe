package ridgeline.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes a self-contained HTML page: a template in which each placeholder {@code @name@} is
 * replaced by the resource of that name, the charts' library or the data. A resource in HTML may
 * have placeholders of its own.
 */
public final class HtmlPage {
  private static final Pattern PLACEHOLDER = Pattern.compile("@([a-z./-]+)@");
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/%s/echarts.min.js";

  private static final ObjectMapper JSON =
      JsonMapper.builder(new JsonFactory().setCharacterEscapes(new NoMarkup()))
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private HtmlPage() {}

  /** Escapes the characters that could end the script element with the data. */
  private static final class NoMarkup extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private final int[] escapes = standardAsciiEscapesForJSON();

    NoMarkup() {
      escapes['<'] = ESCAPE_STANDARD;
      escapes['>'] = ESCAPE_STANDARD;
      escapes['&'] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null;
    }
  }

  /**
   * Writes a page.
   *
   * @param template name of a resource of this package
   * @param data the data for the page's script
   */
  public static void write(String template, Object data, Writer to) throws IOException {
    String html = resource(template);
    Matcher placeholders = PLACEHOLDER.matcher(html);
    int end = 0;
    while (placeholders.find()) {
      to.write(html, end, placeholders.start() - end);
      String name = placeholders.group(1);
      if (name.endsWith(".html")) {
        write(name, data, to);
      } else {
        to.write(content(name, data));
      }
      end = placeholders.end();
    }
    to.write(html, end, html.length() - end);
  }

  private static String content(String name, Object data) throws IOException {
    return switch (name) {
      case "data" -> JSON.writeValueAsString(data);
      case "echarts" -> resource(ECHARTS.formatted(echartsVersion()));
      default -> resource(name);
    };
  }

  private static String echartsVersion() throws IOException {
    Properties build = new Properties();
    build.load(new StringReader(resource("/ridgeline/build.properties")));
    return build.getProperty("echarts.version");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            HtmlPage.class.getResourceAsStream(name), () -> "the class path has no " + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
