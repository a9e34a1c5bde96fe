package ridgeline.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Digests;

/**
 * Writes the configuration of a job with all its keys. Secrets are redacted; a configuration that
 * contained one cannot be read back.
 */
public final class ConfigWriter {

  private static final ObjectMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .stringQuotingChecker(new QuotedUnlessWord())
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .build())
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .build();

  /** Writes a number the same way on every JDK, unlike {@link Double#toString}. */
  private static final ObjectMapper CANONICAL =
      JsonMapper.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .build();

  private ConfigWriter() {}

  /** YAML that the reader of these jobs reads back to an equal configuration. */
  public static String render(Record config) {
    return write(YAML, config, Redaction::redact);
  }

  /**
   * One line of JSON with sorted keys, the same for equal configurations, whatever secrets this
   * process knows.
   */
  static String canonicalJson(Record config) {
    return write(CANONICAL, config, Redaction::redactByName);
  }

  /** The SHA-256 of the canonical JSON, 64 hexadecimal digits. */
  public static String hash(Record config) {
    return Digests.sha256(canonicalJson(config));
  }

  /** The same of a configuration without one of its sections, on which no result depends. */
  public static String hashWithout(String section, Record config) {
    return Digests.sha256(
        write(
            CANONICAL,
            config,
            tree -> {
              ((ObjectNode) tree).remove(section);
              Redaction.redactByName(tree);
            }));
  }

  /** A section in one line, such as {@code conv: 32, kernel: 3}. */
  public static String oneLine(Object section) {
    List<String> keys = new ArrayList<>();
    CANONICAL
        .valueToTree(section)
        .properties()
        .forEach(key -> keys.add(key.getKey() + ": " + key.getValue().asText()));
    return String.join(", ", keys);
  }

  private static String write(ObjectMapper mapper, Record config, Consumer<JsonNode> redaction) {
    try {
      JsonNode tree = mapper.valueToTree(config);
      redaction.accept(tree);
      return mapper.writeValueAsString(mapper.treeToValue(tree, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Leaves text unquoted only if no YAML reader can mistake it for anything else. */
  private static final class QuotedUnlessWord extends StringQuotingChecker.Default {

    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    @Override
    public boolean needToQuoteName(String name) {
      return needToQuoteValue(name);
    }

    @Override
    public boolean needToQuoteValue(String value) {
      return !WORD.matcher(value).matches() || super.needToQuoteValue(value);
    }
  }
}
