package ridgeline.report.linear;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The data of the page of a retraining. */
@Tag("plain")
class RetrainPageDataTest {
  private static JsonNode data(Retrained retrained) throws Exception {
    StringWriter page = new StringWriter();
    retrained.write(page);
    String[] around = page.toString().split("<script type=\"application/json\" id=\"data\">", 2);
    return new JsonMapper().readTree(around[1].substring(0, around[1].indexOf("</script>")));
  }

  @Test
  void holdsWhatTheOtherFilesHold() throws Exception {
    JsonNode data = data(new Retrained());

    assertThat(data.path("verdict").path("promoted").asBoolean()).isTrue();
    assertThat(data.path("verdict").path("improvement").path("lower").asDouble()).isEqualTo(0.01);
    assertThat(data.path("verdict").path("partitions")).hasSize(7);
    assertThat(data.path("gate").path("maxDrift").asDouble()).isEqualTo(0.2);
    assertThat(data.path("validation").path("kind").asText()).isEqualTo("folds");
    assertThat(data.path("report").path("partitions").path("added")).hasSize(25);
    assertThat(data.path("sweep").path("selected").path("cvm").asDouble())
        .isEqualTo(data.path("curves").get(0).path("cvm").get(29).asDouble());
    assertThat(data.path("job").asText()).contains("name: flights", "maxDrift: 0.2");
    assertThat(data.path("label").asText()).isEqualTo("delay");
  }

  @Test
  void holdsNoChampionWhereThereIsNone() throws Exception {
    JsonNode data = data(new Retrained().first());

    assertThat(data.path("verdict").path("champion").isNull()).isTrue();
    assertThat(data.path("report").path("parent").isNull()).isTrue();
    assertThat(data.path("coefficients").path("moves"))
        .hasSize(6)
        .allSatisfy(move -> assertThat(move.path("champion").isNull()).isTrue());
  }

  @Test
  void holdsALimitedNumberOfCoefficients() throws Exception {
    JsonNode coefficients = data(new Retrained().features(1_200)).path("coefficients");

    assertThat(coefficients.path("moves")).hasSize(1_000);
    assertThat(coefficients.path("omitted").asInt()).isEqualTo(200);
  }

  @Test
  void holdsNoMarkupOfNames() throws Exception {
    StringWriter page = new StringWriter();
    new Retrained().named("</script><script>alert(1)</script>").write(page);

    assertThat(page.toString()).doesNotContain("alert(1)</script>");
  }
}
