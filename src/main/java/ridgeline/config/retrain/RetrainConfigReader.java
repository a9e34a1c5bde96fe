package ridgeline.config.retrain;

import java.util.List;
import ridgeline.config.ConfigException;
import ridgeline.config.JobReader;

/** Reads the job file of a retraining, YAML or JSON. */
public final class RetrainConfigReader {

  private RetrainConfigReader() {}

  /**
   * Reads a job file, as {@link JobReader#read} does.
   *
   * @throws ConfigException with every problem of the file and of the overrides
   */
  public static RetrainConfig read(String text, String sourceName, List<String> overrides)
      throws ConfigException {
    return JobReader.read(
        text,
        sourceName,
        overrides,
        RetrainConfig.class,
        (given, job, problems) -> new RetrainRules(problems).check(given, job));
  }
}
