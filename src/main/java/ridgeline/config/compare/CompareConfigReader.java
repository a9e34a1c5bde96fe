package ridgeline.config.compare;

import java.util.List;
import ridgeline.config.ConfigException;
import ridgeline.config.JobReader;
import ridgeline.config.data.FormulaIntercept;

/** Reads the job file of a comparison, YAML or JSON. */
public final class CompareConfigReader {

  private CompareConfigReader() {}

  /**
   * Reads a job file, as {@link JobReader#read} does.
   *
   * @throws ConfigException with every problem of the file and of the overrides
   */
  public static CompareConfig read(String text, String sourceName, List<String> overrides)
      throws ConfigException {
    return JobReader.read(
        text,
        sourceName,
        overrides,
        CompareConfig.class,
        (given, job, problems) -> {
          new CompareRules(problems).check(job);
          FormulaIntercept.resolve(given, job, "objective", problems);
        });
  }
}
