package ridgeline.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes secrets out of what a job writes. */
final class Redaction {
  /** What Spark shows in the place of a secret. */
  static final String REDACTED = "*********(redacted)";

  /** Keys of secrets: Spark's spark.redaction.regex, and credentials. */
  private static final Pattern SECRET =
      Pattern.compile("secret|password|token|access[.]?key|credential", Pattern.CASE_INSENSITIVE);

  /** Secrets in an address, such as {@code jdbc:...?password=x}. */
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "((?:secret|password|token|access[.]?key|credential)\\w*=)[^&;\\s]+",
          Pattern.CASE_INSENSITIVE);

  private Redaction() {}

  /** Redacts the options of the data source of a job, in place. */
  static void redact(JsonNode job) {
    if (job.path("data").path("options") instanceof ObjectNode options) {
      for (Map.Entry<String, JsonNode> option : options.properties()) {
        option.setValue(TextNode.valueOf(value(option.getKey(), option.getValue().asText())));
      }
    }
  }

  private static String value(String key, String value) {
    return SECRET.matcher(key).find()
        ? REDACTED
        : ASSIGNED.matcher(value).replaceAll("$1" + REDACTED);
  }
}
