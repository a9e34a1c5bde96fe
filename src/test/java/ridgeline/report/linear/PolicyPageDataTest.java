package ridgeline.report.linear;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The data of the page of policies, and the tables beside it. */
@Tag("plain")
class PolicyPageDataTest {
  private static JsonNode data(Policies policies) throws Exception {
    StringWriter page = new StringWriter();
    policies.write(page);
    String[] around = page.toString().split("<script type=\"application/json\" id=\"data\">", 2);
    return new JsonMapper().readTree(around[1].substring(0, around[1].indexOf("</script>")));
  }

  @Test
  void holdsTheNumbersOfTheTables() throws Exception {
    JsonNode report = data(new Policies()).path("report");
    StringWriter policies = new StringWriter();
    StringWriter errors = new StringWriter();
    PolicyTables.writePolicies(new Policies().report(), policies);
    PolicyTables.writeErrors(new Policies().report(), errors);

    List<String> lines = policies.toString().lines().toList();
    List<String> byDate = errors.toString().lines().toList();
    JsonNode shown = report.path("verdict").path("policies");
    assertThat(lines)
        .hasSize(1 + 12)
        .first()
        .isEqualTo(
            "cadence,window,halfLife,trainings,rmse,r2,ratio,lower,upper,worse,best,recommended,failures");
    assertThat(byDate)
        .hasSize(1 + 12 * 60)
        .first()
        .isEqualTo("cadence,window,halfLife,date,rows,trained,rmse");
    for (int k = 0; k < 12; k++) {
      JsonNode policy = shown.get(k);
      String[] fields = lines.get(1 + k).split(",", -1);
      assertThat(fields[0]).isEqualTo(policy.path("cadence").asText());
      assertThat(fields[2]).isEqualTo(policy.path("halfLife").asText());
      assertThat(Double.parseDouble(fields[4])).isEqualTo(policy.path("rmse").asDouble());
      assertThat(Double.parseDouble(fields[5])).isEqualTo(policy.path("r2").asDouble());
      assertThat(Double.parseDouble(fields[8]))
          .isEqualTo(policy.path("ratio").path("upper").asDouble());
      assertThat(fields[10])
          .isEqualTo(String.valueOf(report.path("verdict").path("best").asInt() == k));
      assertThat(Double.parseDouble(byDate.get(1 + 60 * k + 5).split(",", -1)[6]))
          .isEqualTo(policy.path("errors").get(5).asDouble());
    }
  }

  @Test
  void holdsNoErrorWhereThereWasNoModel() throws Exception {
    JsonNode verdict = data(new Policies().failing()).path("report").path("verdict");

    assertThat(verdict.path("recommended").isNull()).isTrue();
    assertThat(verdict.path("policies").get(0).path("rmse").isNull()).isTrue();
    assertThat(verdict.path("policies").get(0).path("errors").get(0).isNull()).isTrue();
  }

  @Test
  void holdsNoMarkupOfNames() throws Exception {
    StringWriter page = new StringWriter();
    new Policies().of("</script><script>alert(1)</script>").write(page);

    assertThat(page.toString()).doesNotContain("alert(1)</script>");
  }
}
