package ridgeline.job.work;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;
import org.jspecify.annotations.Nullable;

/**
 * What Spark's metrics system shows of a job: gauges {@code rows}, {@code cells.solved}, {@code
 * cells.planned} and {@code seconds.STAGE}, under the source {@code ridgeline}. Jobs that run
 * beside it in the same session appear under {@code 2.ridgeline} and so on.
 */
final class JobMetrics implements Source {
  private static final String SOURCE = "ridgeline";

  /** A stage that has ended. */
  record Stage(String name, double seconds, long rows, long cells) {}

  private final String source;
  private final MetricRegistry registry = new MetricRegistry();
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final LongSupplier nanoTime;
  private @Nullable String stage;
  private long stageStart;
  private long rows;
  private long solved;
  private long planned;

  JobMetrics(String source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
    registry.register("rows", (Gauge<Long>) this::rows);
    registry.register("cells.solved", (Gauge<Long>) this::solved);
    registry.register("cells.planned", (Gauge<Long>) this::planned);
  }

  /**
   * Registers a source under the first free name. Spark removes everything whose name starts with
   * that of the source, so no name is a prefix of another.
   */
  static JobMetrics register(MetricsSystem system, LongSupplier nanoTime) {
    synchronized (JobMetrics.class) {
      String name = SOURCE;
      for (int number = 2; !system.getSourcesByName(name).isEmpty(); number++) {
        name = number + "." + SOURCE;
      }
      JobMetrics metrics = new JobMetrics(name, nanoTime);
      system.registerSource(metrics);
      return metrics;
    }
  }

  static void remove(MetricsSystem system, JobMetrics metrics) {
    synchronized (JobMetrics.class) {
      system.removeSource(metrics);
    }
  }

  @Override
  public String sourceName() {
    return source;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  /** Records that a stage begins. */
  synchronized void begin(String name) {
    stage = name;
    stageStart = nanoTime.getAsLong();
    if (seconds.putIfAbsent(name, 0.0) == null) {
      registry.register("seconds." + name, (Gauge<Double>) () -> seconds(name));
    }
  }

  /** Records that the current stage ends; null if there is none. */
  synchronized @Nullable Stage end() {
    if (stage == null) {
      return null;
    }
    double took = (nanoTime.getAsLong() - stageStart) / 1e9;
    seconds.merge(stage, took, Double::sum);
    Stage ended = new Stage(stage, took, rows, solved);
    stage = null;
    return ended;
  }

  synchronized void cells(long solvedCells, long plannedCells) {
    solved = solvedCells;
    planned = plannedCells;
  }

  synchronized void rows(long read) {
    rows = read;
  }

  private synchronized double seconds(String name) {
    double running = name.equals(stage) ? (nanoTime.getAsLong() - stageStart) / 1e9 : 0;
    return seconds.getOrDefault(name, 0.0) + running;
  }

  private synchronized long rows() {
    return rows;
  }

  private synchronized long solved() {
    return solved;
  }

  private synchronized long planned() {
    return planned;
  }
}
