package ridgeline.config.neural;

import java.util.List;
import ridgeline.config.ConfigException;
import ridgeline.config.JobReader;

/** Reads the job file of a training, YAML or JSON. */
public final class TrainConfigReader {

  private TrainConfigReader() {}

  /**
   * Reads a job file, as {@link JobReader#read} does.
   *
   * @throws ConfigException with every problem of the file and of the overrides
   */
  public static TrainConfig read(String text, String sourceName, List<String> overrides)
      throws ConfigException {
    return JobReader.read(
        text,
        sourceName,
        overrides,
        TrainConfig.class,
        (given, job, problems) -> new TrainRules(problems).check(job));
  }
}
