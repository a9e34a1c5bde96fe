package ridgeline.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes secrets out of what is written for people, by the names they are given under. */
public final class Redaction {
  /** What Spark shows in the place of a secret. */
  private static final String REDACTED = "*********(redacted)";

  /** What Spark's spark.redaction.regex looks for, and other names of credentials. */
  private static final String NAME =
      "(?:secret|pass(?:word|wd|phrase)|\\bpwd\\b|token|(?:access|api|private)[._-]?key|account[.]key"
          + "|credential|signature|\\bsig\\b|jaas[.]config)";

  private static final Pattern KEY = Pattern.compile(NAME, Pattern.CASE_INSENSITIVE);

  /** Such as {@code password=x}, {@code password = 'x'} and {@code "password": "x"}. */
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "("
              + NAME
              + "[\\w.-]*(?:[\"'`]?\\s*=\\s*|[\"']\\s*:\\s*))(?:\"[^\"]*\"|'[^']*'|[^&;\\s'\"`]+)",
          Pattern.CASE_INSENSITIVE);

  /** Such as {@code ?token=x}, but no condition of a query and no directory of a partition. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "([?&;][\\w.-]*" + NAME + "[\\w.-]*=)[^&;\\s'\"`]+", Pattern.CASE_INSENSITIVE);

  /** Such as {@code ann:x} in {@code s3a://ann:x@bucket}. */
  private static final Pattern USER = Pattern.compile("(://[^/\\s:@]+:)[^/\\s]+(?=@)");

  /** Keys of a table's section that say where it is. */
  private static final List<String> LOCATIONS = List.of("path", "sql", "idx");

  private Redaction() {}

  /** Text with what is assigned to the name of a secret redacted, and passwords in addresses. */
  public static String text(String text) {
    return replace(USER, replace(ASSIGNED, text));
  }

  /** A path, an address or a query without the secrets of addresses in it. */
  public static String location(String location) {
    return replace(USER, replace(PARAMETER, location));
  }

  /** Redacts where the table of a job comes from, in place. */
  static void redact(JsonNode job) {
    JsonNode data = job.path("data");
    redactTable(data);
    redactTable(data.path("images"));
  }

  private static void redactTable(JsonNode table) {
    if (table.path("options") instanceof ObjectNode options) {
      for (Map.Entry<String, JsonNode> option : options.properties()) {
        option.setValue(TextNode.valueOf(value(option.getKey(), option.getValue().asText())));
      }
    }
    for (String key : LOCATIONS) {
      if (table instanceof ObjectNode section && table.path(key).isTextual()) {
        section.put(key, location(table.path(key).textValue()));
      }
    }
  }

  /** The texts of a table's section that may hold a secret, by their paths in it. */
  static Map<String, String> texts(JsonNode table) {
    Map<String, String> texts = new LinkedHashMap<>();
    LOCATIONS.forEach(key -> texts.put(key, table.path(key).asText()));
    table
        .path("options")
        .properties()
        .forEach(option -> texts.put("options." + option.getKey(), option.getValue().asText()));
    return texts;
  }

  /** Whether something was redacted in a text, which is then of no use to a job. */
  static boolean isRedacted(String text) {
    return text.contains(REDACTED);
  }

  private static String value(String key, String value) {
    return KEY.matcher(key).find() && !value.matches("\\$\\{env:\\w+}") ? REDACTED : text(value);
  }

  private static String replace(Pattern pattern, String text) {
    return pattern.matcher(text).replaceAll("$1" + REDACTED);
  }
}
