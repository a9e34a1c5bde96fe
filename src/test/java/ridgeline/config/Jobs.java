package ridgeline.config;

import java.util.Arrays;
import java.util.List;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;

/** Job files for tests. */
public final class Jobs {

  /** A minimal job, to which sections can be added. */
  public static final String LINE =
      """
      name: line
      data: {dataset: article-line, label: y, numeric: [x]}
      """;

  private Jobs() {}

  public static SweepConfig read(String text, String... overrides) throws ConfigException {
    return SweepConfigReader.read(text, "job.yaml", Arrays.asList(overrides));
  }

  /** The problems of a job, as {@code path: message}. */
  public static List<String> problems(String text, String... overrides) {
    try {
      read(text, overrides);
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }
}
