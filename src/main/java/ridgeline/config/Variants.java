package ridgeline.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The records that a key may hold, each recognised by its first key.
 *
 * @param fallbackSection the record of a section with none of those keys: the default of the type,
 *     or, where the default is a bare value, the only record that has keys
 * @param bareValue the only value of a record that may be written without a section
 */
record Variants(
    List<Class<?>> records,
    Optional<Class<?>> fallbackSection,
    Optional<ConfigProperty> bareValue) {

  static Variants of(Class<?> type) {
    JsonSubTypes subtypes = type.getAnnotation(JsonSubTypes.class);
    JsonTypeInfo info = type.getAnnotation(JsonTypeInfo.class);
    if (subtypes == null || info == null) {
      throw new IllegalArgumentException(type + " has no variants");
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

  /** The record of a section; empty if none matches. */
  Optional<Class<?>> of(JsonNode section) {
    if (!section.isObject()) {
      return Optional.empty();
    }
    return records.stream()
        .filter(variant -> section.has(key(variant)))
        .findFirst()
        .or(() -> fallbackSection);
  }

  private static String key(Class<?> variant) {
    return variant.getRecordComponents()[0].getName();
  }
}
