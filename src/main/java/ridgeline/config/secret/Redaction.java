package ridgeline.config.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Removes secrets from text that people read. Options and parameters of addresses are shown only if
 * they are known to be harmless; in free text, values that follow the name of a secret are hidden,
 * and so are the secrets that this process has read. Every method takes time linear in the text.
 */
public final class Redaction {
  /** The replacement for a secret. */
  public static final String REDACTED = "*****";

  /** Not the stars of a comment. */
  private static final Pattern REDACTED_PART = Pattern.compile("(?<![*/])\\*{5}(?![*/])");

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:\\w{1,200}}");

  /** Class names, such as those of credential providers. */
  private static final Pattern CLASSES = Pattern.compile("(?:[a-z]\\w*+\\.){2}[\\w.,$ ]*+");

  private static final Pattern WORD = Pattern.compile("[A-Za-z_]{1,16}");

  /** Keys of a table's section with its location. */
  private static final List<String> LOCATIONS = List.of("path", "idx");

  /** Keys of a table's section that are SQL. */
  private static final List<String> EXPRESSIONS = List.of("sql", "label", "weight", "where");

  /** Shell variables that are named like secrets but hold directories. */
  private static final Set<String> DIRECTORIES = Set.of("PWD", "OLDPWD");

  private Redaction() {}

  private static void ignore(String secret) {}

  /** Redacts values assigned to the name of a secret, and secrets in addresses. */
  public static String text(String text) {
    return text(text, KnownSecrets.OF_PROCESS, Redaction::ignore);
  }

  /**
   * Redacts a text.
   *
   * @param known secrets wherever they stand
   * @param found receives each secret that the text itself shows to be one
   */
  static String text(String text, KnownSecrets known, Consumer<String> found) {
    return text(text, false, known, found);
  }

  private static String text(
      String text, boolean keepDirectories, KnownSecrets known, Consumer<String> found) {
    String addresses = SecretAddresses.redact(known.redactAllButNames(text), found);
    return known.redact(SecretNames.redact(addresses, keepDirectories, found));
  }

  /** A path or an address without the secrets in it; partition directories are kept. */
  public static String location(String location) {
    return location(location, KnownSecrets.OF_PROCESS, Redaction::ignore);
  }

  private static String location(String location, KnownSecrets known, Consumer<String> found) {
    return text(location, true, known, found);
  }

  /** A query or an expression without the secrets in its literals. */
  public static String sql(String sql) {
    return SecretLiterals.redact(sql, KnownSecrets.OF_PROCESS, Redaction::ignore);
  }

  /** An option's value as shown: redacted unless it is harmless or a reference to a secret. */
  public static String option(String key, String value) {
    return option(key, value, KnownSecrets.OF_PROCESS);
  }

  private static String option(String key, String value, KnownSecrets known) {
    if (isReference(value)) {
      return value;
    }
    return HarmlessOptions.contains(key) ? text(value, known, Redaction::ignore) : REDACTED;
  }

  /** Remembers the value of an option or a setting, unless it is harmless. */
  public static void learn(String key, String value) {
    boolean harmless = HarmlessOptions.contains(key) || isReference(value);
    if (!harmless && (SecretNames.matches(key) || !WORD.matcher(value).matches())) {
      KnownSecrets.OF_PROCESS.add(value);
    }
    text(value, KnownSecrets.OF_PROCESS, KnownSecrets.OF_PROCESS::add);
  }

  /**
   * Remembers the value of a setting or a variable that is named like a secret, unless it is a
   * class name or a path, such as that of a file with the secret.
   */
  public static void learnSetting(String key, String value) {
    if (SecretNames.matches(key)
        && !DIRECTORIES.contains(key)
        && !CLASSES.matcher(value).matches()
        && !isFile(value)) {
      KnownSecrets.OF_PROCESS.add(value);
    }
  }

  private static boolean isFile(String value) {
    try {
      return value.startsWith("/") && Files.exists(Path.of(value));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Remembers the secrets of a job file, including misplaced ones.
   *
   * @param job its tree, which may be of any shape
   */
  public static void learn(JsonNode job) {
    learn("", job, false);
  }

  /** Everything below a confidential key is confidential. */
  private static void learn(String key, JsonNode node, boolean confidential) {
    if (node.isObject()) {
      boolean options = confidential || key.equals("options") || SecretNames.matches(key);
      node.properties().forEach(entry -> learn(entry.getKey(), entry.getValue(), options));
    } else if (node.isArray()) {
      node.forEach(entry -> learn(key, entry, confidential));
    } else if (confidential || SecretNames.matches(key)) {
      learn(key, node.asText());
    } else if (EXPRESSIONS.contains(key)) {
      SecretLiterals.redact(node.asText(), KnownSecrets.OF_PROCESS, KnownSecrets.OF_PROCESS::add);
    } else if (LOCATIONS.contains(key)) {
      location(node.asText(), KnownSecrets.OF_PROCESS, KnownSecrets.OF_PROCESS::add);
    }
  }

  /** Redacts the locations, options and SQL of a job's tables, in place. */
  public static void redact(JsonNode job) {
    redact(job, KnownSecrets.OF_PROCESS);
  }

  /** The same by the names of secrets only, regardless of the secrets this process was given. */
  public static void redactByName(JsonNode job) {
    redact(job, KnownSecrets.NONE);
  }

  private static void redact(JsonNode job, KnownSecrets known) {
    JsonNode data = job.path("data");
    redactTable(data, known);
    redactTable(data.path("images"), known);
    redactTable(job.path("model"), known);
  }

  private static void redactTable(JsonNode table, KnownSecrets known) {
    if (table.path("options") instanceof ObjectNode options) {
      for (Map.Entry<String, JsonNode> option : options.properties()) {
        String value = option(option.getKey(), option.getValue().asText(), known);
        option.setValue(TextNode.valueOf(value));
      }
    }
    LOCATIONS.forEach(key -> replace(table, key, text -> location(text, known, Redaction::ignore)));
    EXPRESSIONS.forEach(
        key -> replace(table, key, text -> SecretLiterals.redact(text, known, Redaction::ignore)));
  }

  private static void replace(JsonNode table, String key, UnaryOperator<String> redacted) {
    if (table instanceof ObjectNode section && table.path(key).isTextual()) {
      section.put(key, redacted.apply(table.path(key).textValue()));
    }
  }

  /** The texts of a table's section that may hold a secret, by their paths in it. */
  public static Map<String, String> texts(JsonNode table) {
    Map<String, String> texts = new LinkedHashMap<>();
    LOCATIONS.forEach(key -> texts.put(key, table.path(key).asText()));
    EXPRESSIONS.forEach(key -> texts.put(key, table.path(key).asText()));
    table
        .path("options")
        .properties()
        .forEach(option -> texts.put("options." + option.getKey(), option.getValue().asText()));
    return texts;
  }

  /** Whether something was redacted in a text, so that a job cannot use it. */
  public static boolean isRedacted(String text) {
    return REDACTED_PART.matcher(text).find();
  }

  /** Whether a value only refers to a secret, as {@code ${env:NAME}} does. */
  static boolean isReference(String value) {
    return value.equals(REDACTED) || REFERENCE.matcher(value).matches();
  }
}
