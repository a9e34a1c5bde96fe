package ridgeline.config;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

/** A job file that cannot be used. The message has one line per problem. */
public final class ConfigException extends Exception {

  private final List<Problem> problems;

  public ConfigException(List<Problem> problems) {
    super(shown(problems).stream().map(Problem::toString).collect(joining("\n")));
    this.problems = shown(problems);
  }

  private static List<Problem> shown(List<Problem> problems) {
    List<Problem> shown = new ArrayList<>();
    problems.stream().limit(Limits.MAX_PROBLEMS).map(Problem::shown).forEach(shown::add);
    int more = problems.size() - shown.size();
    if (more > 0) {
      shown.add(new Problem("...", "%,d more problems; fix these first".formatted(more)));
    }
    return List.copyOf(shown);
  }

  /**
   * The first problems found, at least one; the last entry says how many more there are, if any.
   */
  public List<Problem> problems() {
    return problems;
  }
}
