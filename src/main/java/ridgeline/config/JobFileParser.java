package ridgeline.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads YAML or JSON into a tree, without the surprises of YAML 1.1. */
final class JobFileParser {

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder().maxNestingDepth(Limits.MAX_DEPTH).build();

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(CONSTRAINTS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Unlike the constructor, a builder starts with no YAML feature enabled. */
  private static final YAMLFactory YAML =
      YAMLFactory.builder()
          .streamReadConstraints(CONSTRAINTS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
          .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
          .build();

  /** Decimals keep their digits, so that 1.10 can still be text. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final String HALF =
      "a text in it has half of a character, such as \\ud83d alone; write the character itself";

  private JobFileParser() {}

  /** The tree of YAML text; a null node if the text is empty. */
  static JsonNode parse(String text) throws JsonProcessingException {
    return parse(text, "");
  }

  /** The tree of a file; JSON if its name ends in {@code .json}, otherwise YAML. */
  static JsonNode parse(String text, String fileName) throws JsonProcessingException {
    if (text.length() > Limits.MAX_JOB_FILE) {
      throw new JsonParseException(
          null,
          "it has %,d characters; the limit is %,d; tables belong in separate files"
              .formatted(text.length(), Limits.MAX_JOB_FILE));
    }
    try (JsonParser parser = parser(text, fileName)) {
      JsonNode tree = MAPPER.readTree(parser);
      if (tree != null && parser.nextToken() != null) {
        throw new JsonParseException(
            parser, "a second document starts here", parser.currentTokenLocation());
      }
      if (tree == null) {
        return NullNode.getInstance();
      }
      requireWhole(tree);
      return tree;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An escape can be half of a character, which no file can hold as it is. */
  private static void requireWhole(JsonNode tree) throws JsonParseException {
    if (tree.isTextual() && !isWhole(tree.textValue())) {
      throw new JsonParseException(null, HALF);
    }
    for (JsonNode child : tree) {
      requireWhole(child);
    }
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      if (!isWhole(entry.getKey())) {
        throw new JsonParseException(null, HALF);
      }
    }
  }

  private static boolean isWhole(String text) {
    return text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
  }

  /** JSON is YAML, except for tabs, the escape of a slash, and a few line breaks. */
  private static JsonParser parser(String text, String fileName) throws IOException {
    return fileName.endsWith(".json")
        ? JSON.createParser(text)
        : new PlainYamlParser(YAML.createParser(text));
  }

  /** Why the text cannot be read, and where, in one sentence. */
  static String sentence(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return e.getOriginalMessage().contains("nesting")
          ? "cannot be read: it is nested more than %d levels deep".formatted(Limits.MAX_DEPTH)
          : "cannot be read: a number in it has more than a thousand digits";
    }
    if (e.getCause() instanceof MarkedYAMLException marked) {
      Mark mark = marked.getProblemMark();
      return sentence(mark.getLine() + 1, mark.getColumn() + 1, message(marked));
    }
    JsonLocation at = e.getLocation();
    return at == null
        ? "cannot be read: " + e.getOriginalMessage()
        : sentence(at.getLineNr(), at.getColumnNr(), e.getOriginalMessage());
  }

  private static String message(MarkedYAMLException e) {
    String context = e.getContext();
    if ("while scanning an alias".equals(context)) {
      return "a * must be in quotes, \"*\"";
    }
    return (context == null ? "" : context + ", ") + e.getProblem();
  }

  /** Parsers quote the text, which may contain a secret. */
  private static String sentence(int line, int column, String message) {
    String unquoted =
        message
            .replaceFirst("(?s)Unrecognized token '.*': was", "Unrecognized word, was")
            .replaceFirst("(?s), got this instead: .*", "")
            .replaceFirst("Non-standard token", "Non-standard number")
            .replaceFirst("(?s)(found undefined tag handle|found undefined alias) .*", "$1");
    return "cannot be read at line %d, column %d: %s".formatted(line, column, unquoted);
  }

  /** Refuses what YAML 1.1 and Jackson would silently convert; reads .inf and .nan. */
  private static final class PlainYamlParser extends JsonParserDelegate {

    private static final Pattern OCTAL = Pattern.compile("[-+]?0[0-7_]+");

    private final YAMLParser yaml;

    PlainYamlParser(YAMLParser yaml) {
      super(yaml);
      this.yaml = yaml;
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      if (token != null && yaml.getTypeId() != null) {
        throw refused(
            "a ! at the start of a value makes it a tag of YAML; put the value in quotes");
      }
      if (yaml.isCurrentAlias()) {
        throw refused("aliases, such as *a, are not supported; write the value again");
      }
      if (token == JsonToken.VALUE_NUMBER_INT && OCTAL.matcher(getText()).matches()) {
        throw refused(
            "a number with a leading 0 would be read as octal; leave out the 0, or quote it");
      }
      return token;
    }

    @Override
    public boolean isNaN() throws IOException {
      return currentToken() == JsonToken.VALUE_NUMBER_FLOAT && nonFinite() != 0;
    }

    @Override
    public double getDoubleValue() throws IOException {
      double x = nonFinite();
      return x != 0 ? x : super.getDoubleValue();
    }

    private JsonParseException refused(String message) {
      return new JsonParseException(this, message, currentTokenLocation());
    }

    /** The value of .inf, -.inf and .nan; 0 for any other number. */
    private double nonFinite() throws IOException {
      return switch (getText().toLowerCase(Locale.ROOT)) {
        case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
        case "-.inf" -> Double.NEGATIVE_INFINITY;
        case ".nan" -> Double.NaN;
        default -> 0;
      };
    }
  }
}
