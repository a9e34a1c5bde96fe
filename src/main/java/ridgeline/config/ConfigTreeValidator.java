package ridgeline.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ridgeline.config.secret.HarmlessOptions;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;
import ridgeline.config.text.Spelling;

/**
 * Validates the tree of a job file against the records it is bound to, and fills in the defaults.
 * An invalid value is reported and stays in the tree unchanged.
 */
final class ConfigTreeValidator {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper SPELLING =
      JsonMapper.builder().enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING).build();
  private static final int SHOWN_CHARACTERS = 80;

  private final List<Problem> problems;

  ConfigTreeValidator(List<Problem> problems) {
    this.problems = problems;
  }

  /** All keys of the record, in its order, with the given values or their defaults. */
  ObjectNode complete(JsonNode given, Class<?> section) {
    return section(given, section, "");
  }

  private ObjectNode section(JsonNode given, Class<?> section, String prefix) {
    List<ConfigProperty> keys = ConfigProperty.of(section);
    List<String> names = keys.stream().map(ConfigProperty::name).toList();
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String name = entry.getKey();
      if (!names.contains(name)) {
        report(prefix + name, "is not a known key" + Spelling.hint(name, names));
      }
    }
    ObjectNode complete = NODES.objectNode();
    for (ConfigProperty key : keys) {
      complete.set(key.name(), value(given.path(key.name()), key, prefix + key.name()));
    }
    return complete;
  }

  private JsonNode value(JsonNode given, ConfigProperty key, String path) {
    boolean empty = given.isMissingNode() || given.isNull();
    if (empty && key.isRequired()) {
      report(path, "is required");
      return NODES.nullNode();
    }
    JsonNode value = empty ? key.defaultValue() : given;
    return value.isNull() ? value : typed(value, key.type(), key, path);
  }

  private JsonNode typed(JsonNode given, Type type, ConfigProperty key, String path) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == Map.class
          ? map(given, arguments[1], key, path)
          : list(given, arguments[0], key, path);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == Object.class) {
      return given;
    }
    if (plain.isInterface()) {
      return variant(given, Variants.of(plain), path);
    }
    if (!plain.isRecord()) {
      return scalar(given, plain, key, path);
    }
    return given.isObject()
        ? section(given, plain, path + ".")
        : wrong(given, path, "a section with keys");
  }

  private JsonNode variant(JsonNode given, Variants variants, String path) {
    return variants.bareValue().isPresent() && !given.isObject()
        ? typed(given, variants.bareValue().get().type(), variants.bareValue().get(), path)
        : sectionOf(given, variants, path);
  }

  /** A bare word stands for a section with only that key, left empty. */
  private JsonNode sectionOf(JsonNode given, Variants variants, String path) {
    JsonNode section = given.isTextual() ? NODES.objectNode().putNull(given.textValue()) : given;
    Optional<Class<?>> variant = variants.of(section);
    return variant.isPresent()
        ? section(section, variant.get(), path + ".")
        : wrong(given, path, "one of " + String.join(", ", variants.keys()));
  }

  private JsonNode map(JsonNode given, Type type, ConfigProperty key, String path) {
    if (!given.isObject()) {
      return wrong(given, path, "a section with keys", key.isConfidential());
    }
    ObjectNode complete = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String at = path + "." + entry.getKey();
      JsonNode value = entry.getValue();
      boolean hidden = key.isConfidential() && !HarmlessOptions.contains(entry.getKey());
      complete.set(
          entry.getKey(),
          type == String.class ? asText(value, at, hidden) : typed(value, type, key, at));
    }
    return complete;
  }

  private JsonNode list(JsonNode given, Type type, ConfigProperty key, String path) {
    if (given.isValueNode() && key.takesSingleValue()) {
      return NODES.arrayNode().add(typed(given, type, key, path));
    }
    if (!given.isArray()) {
      return wrong(given, path, "a list");
    }
    if (type instanceof Class<?> && given.size() > key.maxEntries()) {
      report(path, "has %,d entries; the limit is %,d".formatted(given.size(), key.maxEntries()));
      return given;
    }
    ArrayNode complete = NODES.arrayNode();
    Map<Object, String> places = new HashMap<>();
    for (JsonNode entry : given) {
      String at = path + "[" + complete.size() + "]";
      JsonNode value = typed(entry, type, key, at);
      String before = places.putIfAbsent(identity(value), at);
      if (before != null && key.isSet(type)) {
        report(at, "is the same as " + before + ", got: " + shown(entry));
      }
      complete.add(value);
    }
    boolean innermost = type instanceof Class<?>;
    if (innermost && given.size() < key.minEntries()) {
      String entries = key.minEntries() == 1 ? " entry" : " entries";
      report(path, "needs at least " + key.minEntries() + entries + ", got: " + shown(given));
    }
    return complete;
  }

  /** What is equal for equal entries: 0 and 0.0 are the same number. */
  private static Object identity(JsonNode value) {
    return value instanceof NumericNode number && !number.isNaN()
        ? number.decimalValue().stripTrailingZeros()
        : value;
  }

  private JsonNode scalar(JsonNode given, Class<?> type, ConfigProperty key, String path) {
    if (type.isEnum()) {
      return choice(given, type, path);
    }
    if (type == String.class) {
      return text(given, key, path);
    }
    if (type == boolean.class) {
      return given.isBoolean() ? given : wrong(given, path, "true or false");
    }
    return type == int.class || type == long.class
        ? whole(given, type, key, path)
        : number(given, key, path);
  }

  private JsonNode choice(JsonNode given, Class<?> type, String path) {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> SPELLING.convertValue(constant, String.class))
            .toList();
    if (!names.contains(given.textValue())) {
      return wrong(given, path, "one of " + String.join(", ", names));
    }
    return given;
  }

  private JsonNode text(JsonNode given, ConfigProperty key, String path) {
    if (!given.isTextual()) {
      return wrong(given, path, given.isValueNode() ? "text, in quotes if need be" : "text");
    }
    String text = given.textValue();
    if (text.isBlank()) {
      report(path, "must not be blank");
      return given;
    }
    key.pattern()
        .filter(pattern -> !text.matches(pattern))
        .ifPresent(pattern -> wrong(given, path, key.textRule()));
    return given;
  }

  private JsonNode asText(JsonNode given, String path, boolean hidden) {
    return given.isValueNode() && !given.isNull()
        ? NODES.textNode(given.asText())
        : wrong(given, path, "a single value", hidden);
  }

  private JsonNode whole(JsonNode given, Class<?> type, ConfigProperty key, String path) {
    if (!given.isIntegralNumber()) {
      return wrong(given, path, "a whole number");
    }
    BigInteger value = given.bigIntegerValue();
    long min =
        Math.max(type == int.class ? Integer.MIN_VALUE : Long.MIN_VALUE, (long) key.range().min());
    long max =
        Math.min(type == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE, (long) key.range().max());
    if (value.compareTo(BigInteger.valueOf(min)) < 0) {
      return wrong(given, path, "at least " + min);
    }
    if (value.compareTo(BigInteger.valueOf(max)) > 0) {
      return wrong(given, path, "at most " + max);
    }
    return given;
  }

  private JsonNode number(JsonNode given, ConfigProperty key, String path) {
    if (!given.isNumber()) {
      return wrong(given, path, "a number");
    }
    double value = given.doubleValue();
    if (!key.range().contains(value)) {
      return wrong(given, path, key.range().rule());
    }
    return NODES.numberNode(value);
  }

  private JsonNode wrong(JsonNode given, String path, String rule) {
    return wrong(given, path, rule, false);
  }

  private JsonNode wrong(JsonNode given, String path, String rule, boolean hidden) {
    boolean shown = !hidden || given.isNull();
    report(path, "must be " + rule + ", got: " + (shown ? shown(given) : Redaction.REDACTED));
    return given;
  }

  private void report(String path, String message) {
    problems.add(new Problem(path, message));
  }

  private static String shown(JsonNode value) {
    if (value.isNull()) {
      return "nothing";
    }
    String text = Redaction.text(value.isNumber() ? value.asText() : value.toString());
    return Printable.cut(text, SHOWN_CHARACTERS);
  }
}
