package ridgeline.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the job file of a sweep, YAML or JSON. */
public final class SweepConfigReader {

  private static final ObjectMapper BINDER = new JsonMapper();

  private SweepConfigReader() {}

  /**
   * Reads a job file. An empty key has its default.
   *
   * @param text what is in the file
   * @param sourceName the file's name, for messages; one that ends in {@code .json} holds JSON
   * @param overrides {@code a.b=value}, applied in order: the value is YAML, nothing empties the
   *     key, and entries of lists go by index, {@code a.0} or {@code a[0]}
   * @throws ConfigException with every problem of the file and of the overrides
   */
  public static SweepConfig read(String text, String sourceName, List<String> overrides)
      throws ConfigException {
    ObjectNode given = parse(text, sourceName);
    List<Problem> problems = new ArrayList<>();
    overrides.forEach(new Overrides(given, problems)::apply);
    ObjectNode job = new TreeCheck(problems).complete(given, SweepConfig.class);
    new SweepRules(problems).check(job);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return bind(job);
  }

  private static ObjectNode parse(String text, String sourceName) throws ConfigException {
    String message;
    try {
      JsonNode tree = JobText.parse(text, sourceName);
      if (tree instanceof ObjectNode job) {
        return job;
      }
      boolean empty = !tree.isContainerNode() && tree.asText("").isBlank();
      message = (empty ? "is empty" : "has no keys") + "; a job needs name and data at least";
    } catch (JsonProcessingException e) {
      message = JobText.sentence(e);
    }
    throw new ConfigException(List.of(new Problem(sourceName, message)));
  }

  private static SweepConfig bind(ObjectNode job) {
    try {
      return BINDER.treeToValue(job, SweepConfig.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a checked job file does not fit its records", e);
    }
  }
}
