package ridgeline.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ridgeline.config.compare.CompareConfig;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.retrain.RetrainConfig;

/**
 * The reference of job files as a page of Markdown, from the annotations that {@link
 * ConfigTreeValidator} holds them against.
 */
final class ConfigurationReference {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING).build();

  /** The noun that a value begins with, where it has a plural. */
  private static final Pattern PLURAL = Pattern.compile("^(list|number|whole number|any value)");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*}");

  private static final String HEAD =
      """
      # Configuration reference

      <!-- Generated: mvn test -Dtest=ConfigurationReferenceTest -Dridgeline.updateSchema=true -->

      Every key of every job file, generated from the records that read them. For what to do with the keys, read
      [sweep.md](sweep.md), [compare.md](compare.md), [networks.md](networks.md) and [retrain.md](retrain.md) instead.

      - A job file is YAML or JSON. A key that is left out, or left empty, has its default.
      - Where a command takes a job file, it also takes its text, if that begins with `{` or has more than one line:
        `jobs/sweep '{name: rent, data: {path: rent.csv, label: rent, numeric: ["*"]}}'`.
      - `--set a.b=value` overrides a key, and may be given several times.
      - An unknown key is refused, with the nearest known one. All problems are reported at once.
      - An editor with a YAML language server completes the keys, if the file begins with
        `# yaml-language-server: $schema=sweep.schema.json` (with the path to that file in `conf`).
        `jobs/sweep --print-schema` prints the schema; `jobs/compare`, `jobs/train` and `jobs/retrain` print theirs.
      - Spark's own settings are not in the job file. They follow `--` on the command line:
        `-- --driver-memory 8g --conf spark.sql.shuffle.partitions=64`.
      - `jobs/predict` has no job file; see [predict.md](predict.md).

      Jobs: [Sweep](#sweep), [Comparison](#comparison), [Training](#training), [Retraining](#retraining). What is too large for any job: [Bounds](#bounds).
      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  /** The title of the section of each record or set of forms. */
  private final Map<Class<?>, String> titles = new HashMap<>();

  /** A section to write after the one that mentions it. */
  private record Section(String job, String path, Class<?> type) {
    String title() {
      return path.isEmpty() ? job : job + ": " + path;
    }

    Section child(String key, Class<?> type) {
      return new Section(job, path.isEmpty() ? key : path + "." + key, type);
    }
  }

  private ConfigurationReference() {}

  static String generate() {
    ConfigurationReference reference = new ConfigurationReference();
    reference.write(new Section("Sweep", "", SweepConfig.class));
    reference.write(new Section("Comparison", "", CompareConfig.class));
    reference.write(new Section("Training", "", TrainConfig.class));
    reference.write(new Section("Retraining", "", RetrainConfig.class));
    reference.writeBounds();
    return reference.page.toString();
  }

  private void write(Section section) {
    page.append("\n%s %s\n\n".formatted(section.path.isEmpty() ? "##" : "###", section.title()));
    List<Section> children = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    if (section.type.isInterface()) {
      page.append(introduction(section.type)).append("\n\n");
      for (Class<?> form : Variants.of(section.type).records()) {
        List<ConfigProperty> keys = ConfigProperty.of(form);
        String owner = keys.get(0).name();
        rows.add(row(code(owner), keys.get(0), section, children));
        keys.stream()
            .skip(1)
            .map(key -> row(code(key.name()) + " of " + code(owner), key, section, children))
            .forEach(rows::add);
      }
    } else {
      ConfigProperty.of(section.type).stream()
          .map(key -> row(code(key.name()), key, section, children))
          .forEach(rows::add);
    }
    page.append("| key | value | default | meaning |\n|---|---|---|---|\n");
    rows.forEach(row -> page.append(row).append('\n'));
    children.forEach(this::write);
  }

  private String introduction(Class<?> type) {
    Variants variants = Variants.of(type);
    String words =
        variants.records().stream()
            .map(form -> ConfigProperty.of(form).get(0))
            .filter(key -> !key.isRequired())
            .map(key -> code(key.name()))
            .collect(Collectors.joining(", "));
    return Stream.of(
            Optional.of(
                "One of "
                    + variants.keys().stream()
                        .map(ConfigurationReference::code)
                        .collect(Collectors.joining(", "))
                    + ", with the keys that go with it."),
            Optional.of(words)
                .filter(text -> !text.isEmpty())
                .map(text -> "A word alone is enough for " + text + "."),
            variants.fallbackSection().map(form -> "Or else the keys of " + link(form) + "."))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(" "));
  }

  private String row(String name, ConfigProperty key, Section section, List<Section> children) {
    String meaning =
        key.component().getAccessor().getAnnotation(JsonPropertyDescription.class).value();
    return "| %s | %s | %s | %s |"
        .formatted(
            name, value(key, key.type(), section, children), defaultValue(key), escape(meaning));
  }

  private String value(ConfigProperty key, Type type, Section section, List<Section> children) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == Map.class
          ? "map from names to " + plural(value(key, arguments[1], section, children))
          : list(key, value(key, arguments[0], section, children), arguments[0]);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == Object.class) {
      return "any value";
    }
    if (plain.isInterface() && Variants.of(plain).bareValue().isPresent()) {
      ConfigProperty values = Variants.of(plain).bareValue().get();
      return subsection(section.child(key.name(), Variants.of(plain).records().get(0)), children)
          + ", or a "
          + value(values, values.type(), section, children);
    }
    return plain.isRecord() || plain.isInterface()
        ? subsection(section.child(key.name(), plain), children)
        : scalar(key, plain);
  }

  private static String list(ConfigProperty key, String entry, Type type) {
    String least =
        type instanceof Class<?> && key.minEntries() > 0
            ? ", at least %d".formatted(key.minEntries())
            : "";
    return "list of " + plural(entry) + least + (key.takesSingleValue() ? "; or a single one" : "");
  }

  private static String plural(String value) {
    return PLURAL.matcher(value).replaceFirst("$1s");
  }

  /** A link to the section of a type, which is written once. */
  private String subsection(Section child, List<Section> children) {
    if (!titles.containsKey(child.type)) {
      titles.put(child.type, child.title());
      children.add(child);
    }
    return link(child.type);
  }

  private static String scalar(ConfigProperty key, Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> code(MAPPER.valueToTree(constant).textValue()))
          .collect(Collectors.joining(", "));
    }
    if (type == String.class) {
      return key.pattern().map(pattern -> "text: " + code(pattern)).orElse("text");
    }
    if (type == boolean.class) {
      return "`true` or `false`";
    }
    String number = type == int.class || type == long.class ? "whole number" : "number";
    Range range = key.range();
    return range.equals(Range.ALL)
        ? number
        : number + " " + range.rule().replace("finite and ", "").replace(">", "&gt;");
  }

  /** What an empty key stands for, as it is written in a job file; sections have their own. */
  private static String defaultValue(ConfigProperty key) {
    if (key.isRequired()) {
      return "required";
    }
    JsonProperty property = key.component().getAccessor().getAnnotation(JsonProperty.class);
    if (property != null && !property.defaultValue().isEmpty()) {
      return code(property.defaultValue());
    }
    Class<?> type = key.component().getType();
    return type == List.class ? code("[]") : type == Map.class ? code("{}") : "";
  }

  private void writeBounds() {
    page.append(
        """

        ## Bounds

        What exceeds these is refused before anything is made of it.

        | bound | value |
        |---|---|
        | bytes of a job file, and characters of a `--set` | %,d |
        | levels of keys and lists in a job file | %,d |
        | characters of an expression | %,d |
        | open parentheses, brackets and cases of an expression | %,d |
        | characters of a query | %,d |
        | folds | %,d |
        | values of `regParam` on a path | %,d |
        | cells of a grid | %,d |
        | terms that `degree` and `interactions` make | %,d |
        """
            .formatted(
                Limits.MAX_JOB_FILE,
                Limits.MAX_DEPTH,
                Limits.MAX_EXPRESSION_CHARACTERS,
                Limits.MAX_EXPRESSION_DEPTH,
                Limits.MAX_QUERY_CHARACTERS,
                Limits.MAX_FOLDS,
                Limits.MAX_REG_PARAMS,
                Limits.MAX_CELLS,
                Limits.MAX_PRODUCTS));
  }

  /** A link to the section of a type that has one. */
  private String link(Class<?> type) {
    String title = Objects.requireNonNull(titles.get(type));
    String anchor = title.toLowerCase(Locale.ROOT).replaceAll("[:.]", "").replace(' ', '-');
    return "[%s](#%s)".formatted(title, anchor);
  }

  private static String code(String text) {
    return "`" + text.replace("|", "\\|") + "`";
  }

  private static String escape(String text) {
    String plain =
        text.replace("*", "\\*").replace("|", "\\|").replace("<", "&lt;").replace("_", "\\_");
    return VARIABLE.matcher(plain).replaceAll("`$0`");
  }
}
