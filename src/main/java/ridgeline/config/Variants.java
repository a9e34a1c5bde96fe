package ridgeline.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a key may hold: one of several records, recognised by the key that is the first of each.
 *
 * @param otherwise the record of a section with none of those keys
 * @param bareValue what stands here without a section, the only value of a record
 */
record Variants(
    List<Class<?>> records, Optional<Class<?>> otherwise, Optional<ConfigProperty> bareValue) {

  static Variants of(Class<?> type) {
    JsonSubTypes subtypes = type.getAnnotation(JsonSubTypes.class);
    JsonTypeInfo info = type.getAnnotation(JsonTypeInfo.class);
    if (subtypes == null || info == null) {
      throw new IllegalArgumentException(type + " has no forms");
    }
    List<Class<?>> records =
        Arrays.stream(subtypes.value()).<Class<?>>map(JsonSubTypes.Type::value).toList();
    Optional<Class<?>> fallback = Optional.<Class<?>>of(info.defaultImpl()).filter(Class::isRecord);
    Optional<ConfigProperty> bareValue =
        fallback
            .map(record -> ConfigProperty.of(record).get(0))
            .filter(ConfigProperty::isBareValue);
    return new Variants(
        records, bareValue.isPresent() ? Optional.of(records.get(0)) : fallback, bareValue);
  }

  /** The keys by which the records are recognised. */
  List<String> keys() {
    return records.stream().map(Variants::key).toList();
  }

  /** The record of a section; empty if it is none. */
  Optional<Class<?>> of(JsonNode section) {
    if (!section.isObject()) {
      return Optional.empty();
    }
    return records.stream().filter(form -> section.has(key(form))).findFirst().or(() -> otherwise);
  }

  private static String key(Class<?> form) {
    return form.getRecordComponents()[0].getName();
  }
}
