package ridgeline.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes secrets out of what is written for people, by the names they are given under. */
public final class Redaction {
  /** What Spark shows in the place of a secret. */
  static final String REDACTED = "*********(redacted)";

  /** What Spark's spark.redaction.regex looks for, and credentials. */
  private static final String NAME = "(?:secret|password|token|access[.]?key|credential|signature)";

  private static final Pattern KEY = Pattern.compile(NAME, Pattern.CASE_INSENSITIVE);

  /** Such as {@code password=x} in {@code jdbc:...?password=x}. */
  private static final Pattern ASSIGNED =
      Pattern.compile("(" + NAME + "[\\w.]*=)[^&;,\\s'\"`]+", Pattern.CASE_INSENSITIVE);

  /** The same after a sign that parts an address, so that a query's conditions stay. */
  private static final Pattern IN_ADDRESS =
      Pattern.compile("([?&;][\\w.-]*" + NAME + "[\\w.]*=)[^&;\\s'\"`]+", Pattern.CASE_INSENSITIVE);

  /** Such as {@code ann:x} in {@code s3a://ann:x@bucket}. */
  private static final Pattern USER = Pattern.compile("(://[^/\\s:@]+:)[^/\\s@]+(?=@)");

  private Redaction() {}

  /** Text with what is assigned to the name of a secret redacted, and passwords in addresses. */
  public static String text(String text) {
    return replace(USER, replace(ASSIGNED, text));
  }

  /** Redacts where the table of a job comes from, in place. */
  static void redact(JsonNode job) {
    if (!(job.path("data") instanceof ObjectNode data)) {
      return;
    }
    if (data.path("options") instanceof ObjectNode options) {
      for (Map.Entry<String, JsonNode> option : options.properties()) {
        option.setValue(TextNode.valueOf(value(option.getKey(), option.getValue().asText())));
      }
    }
    if (data.path("path").isTextual()) {
      data.put("path", text(data.path("path").textValue()));
    }
    if (data.path("sql").isTextual()) {
      data.put("sql", replace(USER, replace(IN_ADDRESS, data.path("sql").textValue())));
    }
  }

  private static String value(String key, String value) {
    return KEY.matcher(key).find() && !value.matches("\\$\\{env:\\w+}") ? REDACTED : text(value);
  }

  private static String replace(Pattern pattern, String text) {
    return pattern.matcher(text).replaceAll("$1" + REDACTED);
  }
}
