package ridgeline.job;

import java.util.Arrays;
import java.util.Properties;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;

/**
 * Cancels Spark jobs of a run that has ended, which adaptive queries may submit from threads of
 * their own, when all that there were have been cancelled.
 */
final class LateJobs extends SparkListener {
  private static final String TAGS = "spark.job.tags";

  private final SparkContext spark;
  private final String tag;

  LateJobs(SparkContext spark, String tag) {
    this.spark = spark;
    this.tag = tag;
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    Properties properties = start.properties();
    String tags = properties == null ? "" : properties.getProperty(TAGS, "");
    if (Arrays.asList(tags.split(",")).contains(tag)) {
      spark.cancelJobsWithTag(tag);
    }
  }
}
