package ridgeline.config;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** A job file that cannot be used. Its message has one line for each problem. */
public final class ConfigException extends Exception {

  private final List<Problem> problems;

  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Every problem that was found, at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
