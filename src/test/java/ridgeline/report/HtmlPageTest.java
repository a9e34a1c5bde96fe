package ridgeline.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page holds, without a browser. */
@Tag("plain")
class HtmlPageTest {
  private static final String HOSTILE =
      "</script><script>alert(1)</script><!-- &lt; \" ' \\ \u2028 \ud83d\ude00 @page.js@";

  @ParameterizedTest
  @ValueSource(strings = {"sweep.html", "compare.html", "train.html", "retrain.html"})
  void dataEndsNoScriptAndIsReadAsItWas(String template) throws IOException {
    StringWriter page = new StringWriter();
    HtmlPage.write(template, Map.of(HOSTILE, HOSTILE), page);
    String[] around = page.toString().split("<script type=\"application/json\" id=\"data\">", 2);
    String data = around[1].substring(0, around[1].indexOf("</script>"));

    assertThat(data).isASCII().doesNotContain("<", ">", "&");
    assertThat(new JsonMapper().readTree(data).path(HOSTILE).asText()).isEqualTo(HOSTILE);
    assertThat(page.toString())
        .contains(data + "</script>\n<script>")
        .doesNotContain("alert(1)</script");
  }
}
