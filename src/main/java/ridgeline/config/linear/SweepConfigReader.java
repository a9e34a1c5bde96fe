package ridgeline.config.linear;

import java.util.List;
import ridgeline.config.ConfigException;
import ridgeline.config.JobReader;
import ridgeline.config.data.FormulaIntercept;

/** Reads the job file of a sweep, YAML or JSON. */
public final class SweepConfigReader {

  private SweepConfigReader() {}

  /**
   * Reads a job file. An empty key gets its default.
   *
   * @param text the content of the file
   * @param sourceName the file's name, for messages; one that ends in {@code .json} holds JSON
   * @param overrides {@code a.b=value}, applied in order: the value is YAML, no value empties the
   *     key, and list entries are addressed by index, {@code a.0} or {@code a[0]}
   * @throws ConfigException with every problem of the file and of the overrides
   */
  public static SweepConfig read(String text, String sourceName, List<String> overrides)
      throws ConfigException {
    return JobReader.read(
        text,
        sourceName,
        overrides,
        SweepConfig.class,
        (given, job, problems) -> {
          new SweepRules(problems).check(job);
          FormulaIntercept.resolve(given, job, "grid", problems);
        });
  }
}
