package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.util.JsonProtocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.spark.LocalSpark;

/** What Spark's web UI, metrics and event log show of a job. */
@Tag("spark")
class JobProgressTest {
  private static final class Heard extends SparkListener {
    private final Queue<StageEnded> stages = new ConcurrentLinkedQueue<>();
    private final Queue<String> groups = new ConcurrentLinkedQueue<>();
    private final Queue<String> descriptions = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> sources = new ConcurrentLinkedQueue<>();

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      sources.add(sources());
      groups.add(job.properties().getProperty("spark.jobGroup.id"));
      descriptions.add(job.properties().getProperty("spark.job.description"));
    }

    @Override
    public void onOtherEvent(SparkListenerEvent event) {
      if (event instanceof StageEnded ended) {
        stages.add(ended);
      }
    }
  }

  @Test
  void everySparkJobIsDescribedAndEveryStageIsLogged(@TempDir Path directory) throws Exception {
    Heard heard = new Heard();
    LocalSpark.session().sparkContext().addSparkListener(heard);
    try {
      InProcess.sweep(
          Path.of("conf/sweep-article.yaml"), directory.resolve("out"), "grid.regParam.count=5");
      LocalSpark.session().sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      LocalSpark.session().sparkContext().removeSparkListener(heard);
    }
    assertThat(heard.sources).contains(1);
    assertThat(sources()).isZero();
    assertThat(heard.groups).isNotEmpty().containsOnly("ridgeline sweep article-line");
    assertThat(heard.descriptions)
        .contains("ridgeline sweep article-line: statistics")
        .allMatch(description -> description.startsWith("ridgeline sweep article-line: "));
    assertThat(heard.stages)
        .extracting(StageEnded::stage)
        .containsExactly("reading", "statistics", "solving", "refit", "predicting", "writing");
    StageEnded last = heard.stages.stream().reduce((first, then) -> then).orElseThrow();
    assertThat(last.rows()).isEqualTo(100);
    assertThat(last.cells()).isPositive();
    assertThat(last.seconds()).isPositive();
    assertThat(JsonProtocol.sparkEventToJsonString(last))
        .contains("ridgeline.job.StageEnded", "\"stage\":\"writing\"", "\"rows\":100");
  }

  /** How many sources of Spark's metrics belong to jobs. */
  private static int sources() {
    return SparkEnv.get().metricsSystem().getSourcesByName("ridgeline").size();
  }
}
