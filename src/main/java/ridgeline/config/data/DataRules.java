package ridgeline.config.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import ridgeline.config.Problem;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Spelling;

/** The rules of {@code data} that involve more than one key. */
public final class DataRules {

  private static final String ONLY_NUMERIC =
      "must name its columns; \"*\" is allowed in numeric only";

  private final List<Problem> problems;

  public DataRules(List<Problem> problems) {
    this.problems = problems;
  }

  /**
   * Checks a section that is complete with its defaults; a value of a wrong type counts as given.
   */
  public void check(JsonNode data) {
    if (data.isObject()) {
      checkSource(data);
      checkSize(data);
      checkSecrets(data, "data");
      checkTimeZone(data.path("timeZone"));
      checkFeatures(data);
      checkLabel(data);
      checkExpansion(data);
      checkInteractions(data);
    }
  }

  private void checkSize(JsonNode data) {
    ExpressionRules rules = new ExpressionRules(problems);
    rules.checkQuery(data.path("sql"), "data.sql");
    for (String key : List.of("label", "weight", "where", "formula", "numeric", "categorical")) {
      rules.check(data.path(key), "data." + key);
    }
    Products.problem(texts(data.path("numeric")).size(), data.path("degree").asInt(1))
        .ifPresent(problems::add);
  }

  private void checkSource(JsonNode data) {
    List<String> sources = given(data, "dataset", "path", "sql");
    if (sources.isEmpty()) {
      report("data", "needs one of dataset, path, sql");
    }
    if (sources.size() > 1) {
      report("data", "takes only one of dataset, path, sql, got: " + String.join(", ", sources));
    }
    if (!sources.contains("path")) {
      given(data, "format", "options")
          .forEach(key -> report("data." + key, "applies to path only; remove it"));
    }
  }

  /**
   * Refuses values that a run redacted in the job file it wrote.
   *
   * @param table a section with the location of a table
   */
  public void checkSecrets(JsonNode table, String path) {
    Redaction.texts(table)
        .forEach(
            (key, text) -> {
              if (Redaction.isRedacted(text)) {
                report(
                    path + "." + key,
                    "was redacted by the run that wrote it; give the secret again");
              }
            });
  }

  private void checkTimeZone(JsonNode zone) {
    if (zone.isTextual() && !zone.textValue().isBlank()) {
      try {
        ZoneId.of(zone.textValue());
      } catch (DateTimeException e) {
        report(
            "data.timeZone",
            "must be a time zone such as Europe/Berlin, UTC or +02:00, got: " + zone);
      }
    }
  }

  private void checkFeatures(JsonNode data) {
    String forms = "numeric and categorical, or vector, or formula";
    List<String> features = given(data, "numeric", "categorical", "vector", "formula");
    boolean columns = features.contains("numeric") || features.contains("categorical");
    List<String> whole = given(data, "vector", "formula");
    if (features.isEmpty()) {
      report("data", "needs features: " + forms);
    }
    if (whole.size() + (columns ? 1 : 0) > 1) {
      report("data", "takes only one of " + forms + ", got: " + String.join(", ", features));
    }
    if (!whole.isEmpty() && is(data, "invalid", "impute")) {
      report(
          "data.invalid", "impute cannot be combined with " + whole.get(0) + "; use drop or fail");
    }
  }

  private void checkLabel(JsonNode data) {
    boolean formula = isGiven(data, "formula");
    boolean label = isGiven(data, "label");
    if (formula && label) {
      report("data.label", "is already given by the formula; remove one of them");
    }
    if (!formula && !label) {
      report("data.label", "is required without a formula");
    }
  }

  private void checkExpansion(JsonNode data) {
    if (data.path("degree").asInt() > 1 && !isGiven(data, "numeric")) {
      report("data.degree", "expands numeric, which is empty; remove it");
    }
    if (texts(data.path("categorical")).contains(DataConfig.ALL_NUMERIC)) {
      report("data.categorical", ONLY_NUMERIC);
    }
  }

  private void checkInteractions(JsonNode data) {
    List<String> features =
        Stream.of("numeric", "categorical").flatMap(key -> texts(data.path(key)).stream()).toList();
    boolean open = features.contains(DataConfig.ALL_NUMERIC);
    JsonNode interactions = data.path("interactions");
    for (int i = 0; i < interactions.size(); i++) {
      String path = "data.interactions[" + i + "]";
      for (String name : texts(interactions.path(i))) {
        if (name.equals(DataConfig.ALL_NUMERIC)) {
          report(path, ONLY_NUMERIC);
        } else if (!open && !features.contains(name)) {
          String hint = Spelling.hint(name, features);
          report(path, "'" + name + "' is not an entry of numeric or categorical" + hint);
        }
      }
    }
  }

  private void report(String path, String message) {
    problems.add(new Problem(path, message));
  }

  private static List<String> given(JsonNode section, String... keys) {
    return Stream.of(keys).filter(key -> isGiven(section, key)).toList();
  }

  public static boolean isGiven(JsonNode section, String key) {
    JsonNode value = section.path(key);
    return value.isContainerNode() ? !value.isEmpty() : !value.isMissingNode() && !value.isNull();
  }

  private static boolean is(JsonNode section, String key, String value) {
    return section.path(key).asText().equals(value);
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .toList();
  }
}
