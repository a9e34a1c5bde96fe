package ridgeline.job.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class JobMetricsTest {
  @Test
  void gaugesFollowTheJob() {
    AtomicLong now = new AtomicLong();
    JobMetrics metrics = new JobMetrics("ridgeline", now::get);
    metrics.begin("reading");
    now.set(2_000_000_000L);
    assertThat(gauges(metrics)).containsEntry("seconds.reading", 2.0).containsEntry("rows", 0L);
    metrics.end();
    metrics.begin("solving");
    metrics.rows(42);
    metrics.cells(7, 9);
    now.set(5_000_000_000L);
    assertThat(metrics.end()).isEqualTo(new JobMetrics.Stage("solving", 3, 42, 7));
    assertThat(metrics.end()).isNull();
    metrics.begin("reading");
    now.set(6_000_000_000L);
    assertThat(gauges(metrics))
        .containsEntry("seconds.reading", 3.0)
        .containsEntry("seconds.solving", 3.0)
        .containsEntry("rows", 42L)
        .containsEntry("cells.solved", 7L)
        .containsEntry("cells.planned", 9L);
    assertThat(metrics.sourceName()).isEqualTo("ridgeline");
  }

  private static Map<String, Object> gauges(JobMetrics metrics) {
    Map<String, Object> values = new HashMap<>();
    metrics
        .metricRegistry()
        .getGauges()
        .forEach((name, gauge) -> values.put(name, gauge.getValue()));
    return values;
  }
}
