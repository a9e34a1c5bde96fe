package ridgeline.job.run;

import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The tags of a Spark job. */
final class JobTags {
  private static final String KEY = "spark.job.tags";

  private JobTags() {}

  /**
   * The tags of a job or a stage.
   *
   * @param properties of its event
   */
  static List<String> of(@Nullable Properties properties) {
    return properties == null ? List.of() : List.of(properties.getProperty(KEY, "").split(","));
  }
}
