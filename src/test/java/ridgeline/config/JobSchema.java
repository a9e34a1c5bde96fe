package ridgeline.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition.AttributeInclusion;
import com.github.victools.jsonschema.generator.CustomPropertyDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.impl.PropertySortUtils;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Map;
import ridgeline.config.linear.RegParamConfig;

/**
 * The JSON Schema of a job file, from the annotations that {@link ConfigTreeValidator} checks it
 * against.
 */
final class JobSchema {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING).build();

  private final SchemaGenerationContext context;

  private JobSchema(SchemaGenerationContext context) {
    this.context = context;
  }

  static ObjectNode generate(Class<? extends Record> job) {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(
                MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.INLINE_ALL_SCHEMAS);
    config
        .forTypesInGeneral()
        .withPropertySorter(PropertySortUtils.SORT_PROPERTIES_FIELDS_BEFORE_METHODS);
    config
        .forFields()
        .withRequiredCheck(field -> key(field).isRequired())
        .withCustomDefinitionProvider(
            (field, context) ->
                new CustomPropertyDefinition(
                    new JobSchema(context).property(key(field)), AttributeInclusion.NO));
    return new SchemaGenerator(config.build()).generateSchema(job);
  }

  private static ConfigProperty key(FieldScope field) {
    return ConfigProperty.of(field.getRawMember().getDeclaringClass()).stream()
        .filter(key -> key.name().equals(field.getName()))
        .findFirst()
        .orElseThrow();
  }

  private ObjectNode property(ConfigProperty key) {
    ObjectNode schema = MAPPER.createObjectNode();
    schema.put(
        "description",
        key.component().getAccessor().getAnnotation(JsonPropertyDescription.class).value());
    if (!key.component().getType().isRecord() && !key.defaultValue().isNull()) {
      schema.set("default", key.defaultValue());
    }
    schema.setAll(value(key, key.type()));
    return key.isRequired() ? schema : orNull(schema);
  }

  private ObjectNode value(ConfigProperty key, Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == Map.class ? map(key, arguments[1]) : list(key, arguments[0]);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == Object.class) {
      return MAPPER.createObjectNode();
    }
    if (plain == RegParamConfig.class) {
      ConfigProperty values = ConfigProperty.of(RegParamConfig.Explicit.class).get(0);
      return anyOf(section(RegParamConfig.Generated.class), value(values, values.type()));
    }
    if (plain.isInterface()) {
      return forms(Variants.of(plain));
    }
    return plain.isRecord() ? section(plain) : scalar(key, plain);
  }

  /** Sections that are distinguished by their first key, and the words that stand for some. */
  private ObjectNode forms(Variants forms) {
    ObjectNode schema = MAPPER.createObjectNode();
    ArrayNode alternatives = schema.putArray("anyOf");
    ArrayNode words = MAPPER.createArrayNode();
    for (Class<?> form : forms.records()) {
      ConfigProperty first = ConfigProperty.of(form).get(0);
      ObjectNode section = section(form);
      if (!first.isRequired()) {
        section.putArray("required").add(first.name());
        words.add(first.name());
      }
      alternatives.add(section);
    }
    if (!words.isEmpty()) {
      alternatives.addObject().set("enum", words);
    }
    forms.fallbackSection().ifPresent(form -> alternatives.add(section(form)));
    return schema;
  }

  private ObjectNode section(Class<?> record) {
    return context.createStandardDefinition(context.getTypeContext().resolve(record), null);
  }

  private ObjectNode map(ConfigProperty key, Type type) {
    ObjectNode schema = type("object");
    if (type == String.class) {
      ArrayNode scalars = schema.putObject("additionalProperties").putArray("type");
      scalars.add("string").add("number").add("boolean");
    } else {
      schema.set("additionalProperties", value(key, type));
    }
    return schema;
  }

  private ObjectNode list(ConfigProperty key, Type type) {
    ObjectNode entry = value(key, type);
    ObjectNode schema = type("array");
    if (key.isSet(type)) {
      schema.put("uniqueItems", true);
    }
    schema.set("items", entry);
    if (type instanceof Class<?> && key.minEntries() > 0) {
      schema.put("minItems", key.minEntries());
    }
    if (type instanceof Class<?> && key.maxEntries() < Integer.MAX_VALUE) {
      schema.put("maxItems", key.maxEntries());
    }
    return key.takesSingleValue() ? anyOf(schema, entry) : schema;
  }

  private static ObjectNode scalar(ConfigProperty key, Class<?> type) {
    if (type.isEnum()) {
      return MAPPER.createObjectNode().set("enum", MAPPER.valueToTree(type.getEnumConstants()));
    }
    if (type == String.class) {
      return type("string").put("pattern", key.pattern().map(p -> "^" + p + "$").orElse("\\S"));
    }
    if (type == boolean.class) {
      return type("boolean");
    }
    boolean whole = type == int.class || type == long.class;
    return bounded(type(whole ? "integer" : "number"), key.range());
  }

  private static ObjectNode bounded(ObjectNode schema, Range range) {
    if (Double.isFinite(range.min())) {
      schema.put(range.open() ? "exclusiveMinimum" : "minimum", new BigDecimal(range.min()));
    }
    if (Double.isFinite(range.max())) {
      schema.put(range.open() ? "exclusiveMaximum" : "maximum", new BigDecimal(range.max()));
    }
    return schema;
  }

  private static ObjectNode type(String name) {
    return MAPPER.createObjectNode().put("type", name);
  }

  private static ObjectNode anyOf(ObjectNode first, ObjectNode second) {
    ObjectNode schema = MAPPER.createObjectNode();
    ArrayNode forms = schema.putArray("anyOf").add(first);
    if (second.get("anyOf") instanceof ArrayNode more) {
      forms.addAll(more);
    } else {
      forms.add(second);
    }
    return schema;
  }

  private static ObjectNode orNull(ObjectNode schema) {
    if (schema.get("anyOf") instanceof ArrayNode forms) {
      forms.add(type("null"));
    } else if (schema.get("enum") instanceof ArrayNode names) {
      names.addNull();
    } else {
      String type = schema.get("type").textValue();
      schema.putArray("type").add(type).add("null");
    }
    return schema;
  }
}
