package ridgeline.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Map;
import ridgeline.config.text.Printable;

/** Tags as MLflow's API has them: a list of keys with values. */
final class Tags {
  /** MLflow's limit on the value of a tag, and on a description. */
  private static final int MAX_VALUE = 5000;

  private static final String DOTS = "...";

  private Tags() {}

  static ArrayNode of(Map<String, String> tags) {
    ArrayNode list = MlflowServer.body().arrayNode();
    tags.forEach((key, value) -> list.addObject().put("key", key).put("value", cut(value)));
    return list;
  }

  /** A text that is short enough for a value or a description. */
  static String cut(String text) {
    return cut(text, MAX_VALUE);
  }

  /** A text of at most so many characters, including the dots that show that it was cut. */
  static String cut(String text, int maxLength) {
    return text.length() <= maxLength ? text : Printable.cut(text, maxLength - DOTS.length());
  }

  /** The value of a tag; empty if there is none. */
  static String value(JsonNode list, String key) {
    for (JsonNode tag : list) {
      if (tag.path("key").asText().equals(key)) {
        return tag.path("value").asText();
      }
    }
    return "";
  }
}
