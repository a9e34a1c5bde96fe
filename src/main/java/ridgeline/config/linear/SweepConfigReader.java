package ridgeline.config.linear;

import java.util.List;
import ridgeline.config.ConfigException;
import ridgeline.config.JobReader;
import ridgeline.config.data.FormulaIntercept;

/** Reads the job file of a sweep, YAML or JSON. */
public final class SweepConfigReader {

  private SweepConfigReader() {}

  /**
   * Reads a job file, as {@link JobReader#read} does.
   *
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
