package ridgeline.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Map;
import ridgeline.config.text.Printable;

/** Tags as MLflow's API has them: a list of keys with values. */
final class Tags {
  /** MLflow's limit on a value. */
  private static final int MAX_VALUE = 5000;

  private Tags() {}

  static ArrayNode of(Map<String, String> tags) {
    ArrayNode list = MlflowServer.body().arrayNode();
    tags.forEach(
        (key, value) ->
            list.addObject().put("key", key).put("value", Printable.cut(value, MAX_VALUE)));
    return list;
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
