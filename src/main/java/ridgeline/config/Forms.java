package ridgeline.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a section may be: one of several records, recognised by the key that is the first of each.
 *
 * @param otherwise the record of a section with none of those keys
 */
record Forms(List<Class<?>> records, Optional<Class<?>> otherwise) {

  static Forms of(Class<?> type) {
    JsonSubTypes subtypes = type.getAnnotation(JsonSubTypes.class);
    JsonTypeInfo info = type.getAnnotation(JsonTypeInfo.class);
    if (subtypes == null || info == null) {
      throw new IllegalArgumentException(type + " has no forms");
    }
    List<Class<?>> records =
        Arrays.stream(subtypes.value()).<Class<?>>map(JsonSubTypes.Type::value).toList();
    Class<?> otherwise = info.defaultImpl();
    return new Forms(records, otherwise.isRecord() ? Optional.of(otherwise) : Optional.empty());
  }

  /** The keys by which the records are recognised. */
  List<String> keys() {
    return records.stream().map(Forms::key).toList();
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
