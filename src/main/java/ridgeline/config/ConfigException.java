package ridgeline.config;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

/** A job file that cannot be used. Its message has one line for each problem. */
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
      shown.add(new Problem("...", "%,d more problems; mend these first".formatted(more)));
    }
    return List.copyOf(shown);
  }

  /** The first problems that were found, at least one, and how many more there are. */
  public List<Problem> problems() {
    return problems;
  }
}
