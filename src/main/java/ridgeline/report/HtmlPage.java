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
 * A page that is one file: the template, and in place of its lines {@code @name@} the resources of
 * those names, the charts' library, and the data.
 */
public final class HtmlPage {
  private static final Pattern PLACE = Pattern.compile("@([a-z./-]+)@");
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/%s/echarts.min.js";

  private static final ObjectMapper JSON =
      JsonMapper.builder(new JsonFactory().setCharacterEscapes(new NoMarkup()))
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private HtmlPage() {}

  /** Escapes what could end the script that holds the data. */
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
   * @param data what the page's script reads
   */
  public static void write(String template, Object data, Writer to) throws IOException {
    String html = resource(template);
    Matcher places = PLACE.matcher(html);
    int end = 0;
    while (places.find()) {
      to.write(html, end, places.start() - end);
      to.write(content(places.group(1), data));
      end = places.end();
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
    try (InputStream in = Objects.requireNonNull(HtmlPage.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
