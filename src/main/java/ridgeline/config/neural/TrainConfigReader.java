package ridgeline.config.neural;

import java.util.List;
import ridgeline.config.ConfigException;
import ridgeline.config.JobReader;

/** Reads the job file of a training, YAML or JSON. */
public final class TrainConfigReader {

  private TrainConfigReader() {}

  /**
   * Reads a job file. An empty key gets its default.
   *
   * @param text the content of the file
   * @param sourceName the file's name, for messages; one that ends in {@code .json} holds JSON
   * @param overrides {@code a.b=value}, applied in order: the value is YAML, no value empties the
   *     key, and list entries are addressed by index, {@code a.0} or {@code a[0]}
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
