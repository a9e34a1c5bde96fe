package ridgeline.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import ridgeline.config.text.Printable;

/** The differences between two job files. */
public final class JobDifference {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final int MAX_KEYS = 5;
  private static final int MAX_CHARACTERS = 60;

  private JobDifference() {}

  /**
   * The first few keys whose values differ, such as {@code epochs was 10 and is 20}; empty if none
   * do.
   *
   * @param before as {@link ConfigWriter#render} wrote it
   * @param now likewise
   */
  public static String of(String before, String now) {
    List<String> keys = new ArrayList<>();
    try {
      collect("", YAML.readTree(before), YAML.readTree(now), keys);
    } catch (JsonProcessingException e) {
      return "";
    }
    int more = keys.size() - MAX_KEYS;
    String named = String.join(", ", keys.subList(0, Math.min(MAX_KEYS, keys.size())));
    return more > 0 ? "%s, and %,d more".formatted(named, more) : named;
  }

  private static void collect(String path, JsonNode before, JsonNode now, List<String> keys) {
    if (before.equals(now)) {
      return;
    }
    if (!before.isObject() || !now.isObject()) {
      keys.add("%s was %s and is %s".formatted(path, shown(before), shown(now)));
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    before.fieldNames().forEachRemaining(names::add);
    now.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      String at = path.isEmpty() ? name : path + "." + name;
      collect(at, before.path(name), now.path(name), keys);
    }
  }

  private static String shown(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "not set";
    }
    String text = value.isValueNode() ? value.asText() : value.toString();
    return Printable.cut(text, MAX_CHARACTERS);
  }
}
