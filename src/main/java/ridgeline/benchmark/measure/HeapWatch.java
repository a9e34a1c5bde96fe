package ridgeline.benchmark.measure;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/** Watches the heap of the driver, and of a cluster's executors, while something is measured. */
public final class HeapWatch implements AutoCloseable {
  private static final double MIB = 1 << 20;
  private static final long WAIT_SECONDS = 2;

  private final SparkContext context;
  private final List<MemoryPoolMXBean> pools;
  private final Set<String> poolNames;
  private final AtomicLong afterCollection = new AtomicLong();
  private final CountDownLatch collected = new CountDownLatch(1);
  private final NotificationListener collections = this::onCollection;
  private final Executors executors = new Executors();

  private HeapWatch(SparkContext context) {
    this.context = context;
    pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    poolNames = pools.stream().map(MemoryPoolMXBean::getName).collect(Collectors.toSet());
  }

  /** Collects garbage and starts watching. */
  public static HeapWatch start(SparkContext context) {
    HeapWatch watch = new HeapWatch(context);
    System.gc();
    watch.emitters().forEach(bean -> bean.addNotificationListener(watch.collections, null, null));
    watch.pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    if (!context.isLocal()) {
      context.addSparkListener(watch.executors);
    }
    return watch;
  }

  /**
   * Adds the measurements so far as {@code heap.<name>}.
   *
   * @param held what else the heap holds, for the notes
   */
  public void report(String name, String held, Measurements into) {
    long peak = pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    System.gc();
    awaitCollection();
    String process = context.isLocal() ? "driver and tasks, one JVM" : "the driver";
    add(into, name + ".peak", peak, process + ", sum of the peaks of the heap's pools; " + held);
    add(
        into,
        name + ".afterCollection",
        afterCollection.get(),
        process
            + ", maximum in use after a collection, including a forced one at the end; "
            + held);
    if (!context.isLocal()) {
      add(
          into,
          name + ".executors",
          executors.peak.get(),
          "the executor with the highest peak, by heartbeats");
    }
  }

  @Override
  public void close() {
    context.removeSparkListener(executors);
    for (NotificationEmitter bean : emitters()) {
      try {
        bean.removeNotificationListener(collections);
      } catch (ListenerNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void add(Measurements into, String name, long bytes, String note) {
    if (bytes > 0) {
      into.add(Measurement.of("heap." + name, "MiB", List.of(bytes / MIB), note));
    }
  }

  private List<NotificationEmitter> emitters() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(NotificationEmitter.class::isInstance)
        .map((GarbageCollectorMXBean bean) -> (NotificationEmitter) bean)
        .toList();
  }

  /** Notifications arrive from another thread, some time after the collection. */
  private void awaitCollection() {
    try {
      collected.await(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void onCollection(Notification notification, Object handback) {
    if (!notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      return;
    }
    GarbageCollectionNotificationInfo info =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
    long used =
        info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
            .filter(pool -> poolNames.contains(pool.getKey()))
            .mapToLong(pool -> pool.getValue().getUsed())
            .sum();
    afterCollection.accumulateAndGet(used, Math::max);
    collected.countDown();
  }

  /** The highest peak of the executors, as seen in Spark's heartbeats. */
  private static final class Executors extends SparkListener {
    private static final String HEAP = "JVMHeapMemory";
    private final AtomicLong peak = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
      add(event.taskExecutorMetrics());
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
      if (!event.execId().equals("driver")) {
        CollectionConverters.asJava(event.executorUpdates()).values().forEach(this::add);
      }
    }

    private void add(ExecutorMetrics metrics) {
      peak.accumulateAndGet(metrics.getMetricValue(HEAP), Math::max);
    }
  }
}
