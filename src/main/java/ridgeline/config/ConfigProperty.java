package ridgeline.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import ridgeline.config.secret.Confidential;

/** A key of a job file: a record component and what its annotations say. */
record ConfigProperty(RecordComponent component) {

  static List<ConfigProperty> of(Class<?> section) {
    return Arrays.stream(section.getRecordComponents()).map(ConfigProperty::new).toList();
  }

  String name() {
    return component.getName();
  }

  Type type() {
    return component.getGenericType();
  }

  boolean isRequired() {
    return annotation(JsonProperty.class).map(JsonProperty::required).orElse(false);
  }

  /** Whether a single value is accepted as a list of one. */
  boolean takesSingleValue() {
    return annotation(JsonFormat.class)
        .map(JsonFormat::with)
        .filter(with -> List.of(with).contains(JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY))
        .isPresent();
  }

  /** Whether it is written without the section around it. */
  boolean isBareValue() {
    return annotation(JsonValue.class).isPresent();
  }

  boolean isConfidential() {
    return annotation(Confidential.class).isPresent();
  }

  Range range() {
    return annotation(Limits.class).map(Range::of).orElse(Range.ALL);
  }

  int minEntries() {
    return annotation(Limits.class).map(Limits::entries).orElse(0);
  }

  /** Whether its list is a set: the order does not matter, and no entry may occur twice. */
  boolean isSet(Type entries) {
    boolean repeats = annotation(Limits.class).map(Limits::repeats).orElse(false);
    return !repeats && !(entries instanceof Class<?> plain && plain.isInterface());
  }

  int maxEntries() {
    return annotation(Limits.class).map(Limits::maxEntries).orElse(Integer.MAX_VALUE);
  }

  Optional<String> pattern() {
    return annotation(Limits.class).map(Limits::pattern).filter(pattern -> !pattern.isEmpty());
  }

  /** What a text has to be. */
  String textRule() {
    return annotation(Limits.class)
        .filter(limits -> !limits.example().isEmpty())
        .map(
            limits ->
                "text such as \"%s\"%s%s"
                    .formatted(
                        limits.example(), limits.range().isEmpty() ? "" : ", ", limits.range()))
        .or(() -> pattern().map(pattern -> "text that matches " + pattern))
        .orElse("text");
  }

  /** The value of an empty key; a null node if it may stay empty. */
  JsonNode defaultValue() {
    return annotation(JsonProperty.class)
        .map(JsonProperty::defaultValue)
        .filter(text -> !text.isEmpty())
        .or(this::emptyContainer)
        .map(ConfigProperty::parse)
        .orElse(NullNode.getInstance());
  }

  private Optional<String> emptyContainer() {
    Class<?> type = component.getType();
    if (type == List.class) {
      return Optional.of("[]");
    }
    return type.isRecord() || type.isInterface() ? Optional.of("{}") : Optional.empty();
  }

  private <A extends Annotation> Optional<A> annotation(Class<A> type) {
    return Optional.ofNullable(component.getAccessor().getAnnotation(type));
  }

  private static JsonNode parse(String text) {
    try {
      return JobFileParser.parse(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
