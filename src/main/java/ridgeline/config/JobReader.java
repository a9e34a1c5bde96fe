package ridgeline.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import ridgeline.config.secret.Redaction;

/** Reads job files into the records that define their keys. */
public final class JobReader {

  private static final ObjectMapper BINDER =
      JsonMapper.builder().enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING).build();

  private JobReader() {}

  /** Rules of a job that involve more than one key. */
  @FunctionalInterface
  public interface Rules {
    /**
     * Checks a job.
     *
     * @param given the job without its defaults
     * @param job the job with its defaults; rules may set keys that follow from others
     */
    void check(ObjectNode given, ObjectNode job, List<Problem> problems);
  }

  /**
   * Reads a job file, YAML or JSON. An empty key gets its default.
   *
   * @param text the content of the file
   * @param sourceName the file's name, for messages; one that ends in {@code .json} holds JSON
   * @param overrides {@code a.b=value}, applied in order: the value is YAML, no value empties the
   *     key, and list entries are addressed by index, {@code a.0} or {@code a[0]}
   * @throws ConfigException with every problem of the file and of the overrides
   */
  public static <T extends Record> T read(
      String text, String sourceName, List<String> overrides, Class<T> type, Rules rules)
      throws ConfigException {
    return complete(parse(text, sourceName), overrides, type, rules);
  }

  /**
   * Completes and binds the tree of a job file.
   *
   * @param given modified by the overrides
   */
  public static <T extends Record> T complete(
      ObjectNode given, List<String> overrides, Class<T> type, Rules rules) throws ConfigException {
    List<Problem> problems = new ArrayList<>();
    overrides.forEach(new Overrides(given, problems)::apply);
    Redaction.learn(given);
    ObjectNode job = new ConfigTreeValidator(problems).complete(given, type);
    rules.check(given, job, problems);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return bind(job, type);
  }

  private static ObjectNode parse(String text, String sourceName) throws ConfigException {
    String message;
    try {
      JsonNode tree = JobFileParser.parse(text, sourceName);
      if (tree instanceof ObjectNode job) {
        return job;
      }
      boolean empty = !tree.isContainerNode() && tree.asText("").isBlank();
      message = (empty ? "is empty" : "has no keys") + "; a job needs at least name and data";
    } catch (JsonProcessingException e) {
      message = JobFileParser.sentence(e);
    }
    throw new ConfigException(List.of(new Problem(sourceName, message)));
  }

  private static <T> T bind(ObjectNode job, Class<T> type) {
    try {
      return BINDER.treeToValue(job, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a validated job file does not fit its records", e);
    }
  }
}
