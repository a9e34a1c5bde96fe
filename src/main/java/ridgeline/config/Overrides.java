package ridgeline.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonNode.OverwriteMode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;

/** Applies overrides such as {@code grid.regParam.count=50} to the tree of a job file. */
final class Overrides {
  /** Of an entry of a list that is not there yet; those before it are made, too. */
  private static final int MAX_NEW_INDEX = JsonNodeFactory.instance.getMaxElementIndexForInsert();

  /** What stands for no value. */
  private static final Pattern EMPTY = Pattern.compile("|~|null|Null|NULL|''|\"\"");

  private final ObjectNode job;
  private final List<Problem> problems;

  Overrides(ObjectNode job, List<Problem> problems) {
    this.job = job;
    this.problems = problems;
  }

  void apply(String override) {
    if (override.length() > Limits.MAX_JOB_FILE) {
      report(
          override,
          "has %,d characters; the limit is %,d".formatted(override.length(), Limits.MAX_JOB_FILE));
      return;
    }
    String[] parts = override.split("=", 2);
    if (parts.length < 2 || parts[0].isBlank()) {
      report(override, "must be key=value, such as grid.regParam.count=50");
      return;
    }
    long depth = parts[0].chars().filter(c -> c == '.' || c == '[').count() + 1;
    if (depth > Limits.MAX_DEPTH) {
      report(
          override, "has %,d levels of keys; the limit is %,d".formatted(depth, Limits.MAX_DEPTH));
      return;
    }
    try {
      JsonNode value = JobFileParser.parse(parts[1]);
      if (isLost(parts[1].strip(), value)) {
        report(
            override,
            "has a value that YAML takes for a comment, or for nothing; put it in quotes");
        return;
      }
      put(pointer(parts[0].strip()), value, override);
    } catch (JsonProcessingException e) {
      report(override, "the value " + JobFileParser.sentence(e));
    }
  }

  /**
   * As the condition {@code %a > 30} is, which is a directive of YAML, or what follows {@code #}.
   */
  private static boolean isLost(String text, JsonNode value) {
    boolean isComment = count(text) > count(value.toString());
    return isComment || (value.isNull() && !EMPTY.matcher(text).matches());
  }

  private static long count(String text) {
    return text.chars().filter(c -> c == '#').count();
  }

  private void put(JsonPointer target, JsonNode value, String override) {
    JsonPointer existing = target.head();
    while (job.at(existing).isMissingNode()) {
      existing = existing.head();
    }
    JsonNode at = job.at(existing);
    int index = target.last().getMatchingIndex();
    if (at instanceof ArrayNode list && existing.equals(target.head()) && list.has(index)) {
      list.set(index, value);
    } else if (!existing.equals(target.head()) && largestIndex(target.head()) > MAX_NEW_INDEX) {
      report(
          override,
          "has an entry %,d of a list that is not there; the limit is %,d"
              .formatted(largestIndex(target.head()), MAX_NEW_INDEX));
    } else if (at.isObject() || at.isNull()) {
      job.withObject(target.head(), OverwriteMode.NULLS, true)
          .set(target.last().getMatchingProperty(), value);
    } else if (at.isArray()) {
      report(
          override, dotted(existing) + " is a list of " + at.size() + " entries, counted from 0");
    } else {
      report(override, dotted(existing) + " is a single value and has no keys");
    }
  }

  private static int largestIndex(JsonPointer path) {
    int largest = -1;
    for (JsonPointer at = path; !at.matches(); at = at.tail()) {
      largest = Math.max(largest, at.getMatchingIndex());
    }
    return largest;
  }

  /** Reports a problem with the key only, because the value may be a secret. */
  private void report(String override, String message) {
    String key = override.split("[=:\\s]", 2)[0];
    problems.add(new Problem("--set " + key, message));
  }

  /** {@code a.b.0} and {@code a.b[0]} are the same place. */
  private static JsonPointer pointer(String path) {
    String dots = path.replaceAll("\\[(\\d+)]", ".$1");
    return JsonPointer.compile("/" + dots.replace("~", "~0").replace("/", "~1").replace('.', '/'));
  }

  private static String dotted(JsonPointer pointer) {
    return pointer.toString().substring(1).replace('/', '.').replace("~1", "/").replace("~0", "~");
  }
}
