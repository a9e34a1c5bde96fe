package ridgeline.neural.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.Rounds;
import ridgeline.neural.step.Replica;
import ridgeline.neural.train.Networks;
import ridgeline.spark.Waiting;

@Tag("torch")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KernelCompilationGuardTest {
  private static final int THREADS = 4;

  private final List<Thread> started = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, this::thread);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger outside = new AtomicInteger();

  /** One that no other test uses. */
  private final NetworkArchitecture network =
      new NetworkArchitecture(List.of((int) System.nanoTime()), List.of());

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private KernelCompilationGuard.Use rows(int rows) {
    return new KernelCompilationGuard.Use(network, rows, true);
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task);
    started.add(thread);
    return thread;
  }

  private long blocked() {
    return started.stream().filter(thread -> thread.getState() == Thread.State.BLOCKED).count();
  }

  /** How many were in there at once while this one was, which stays until all others wait. */
  private int work() {
    outside.decrementAndGet();
    int together = inside.incrementAndGet();
    if (together == 1) {
      Waiting.until(() -> inside.get() > 1 || blocked() >= outside.get());
      together = inside.get();
    }
    inside.decrementAndGet();
    return together;
  }

  @Test
  void theFirstOfEachUseIsAlone() throws Exception {
    assertThat(mostTogether(rows(0), rows(1), rows(2), rows(3))).isEqualTo(1);
  }

  /** Each waits in there for all others. */
  @Test
  void laterOnesAreSideBySide() throws Exception {
    assertThat(KernelCompilationGuard.<Integer>with(rows(8), () -> 1)).isEqualTo(1);
    CyclicBarrier together = new CyclicBarrier(THREADS);
    List<Future<Integer>> found = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      found.add(
          threads.submit(
              () ->
                  KernelCompilationGuard.with(
                      rows(8),
                      () -> {
                        try {
                          return together.await(10, TimeUnit.SECONDS);
                        } catch (Exception e) {
                          throw new IllegalStateException(e);
                        }
                      })));
    }
    for (Future<Integer> place : found) {
      assertThat(place.get()).isBetween(0, THREADS - 1);
    }
  }

  @Test
  void whatFailedIsNoUse() throws Exception {
    assertThatThrownBy(
            () ->
                KernelCompilationGuard.with(
                    rows(8),
                    () -> {
                      throw new IllegalStateException("no memory");
                    }))
        .hasMessage("no memory");
    assertThat(mostTogether(rows(8), rows(8))).isEqualTo(1);
  }

  /** PyTorch may have forgotten its kernels. */
  @Test
  void aUseIsFirstAgainAfterManyOthers() throws Exception {
    for (int rows = 1; rows <= 60; rows++) {
      assertThat(KernelCompilationGuard.<Integer>with(rows(rows), () -> 1)).isEqualTo(1);
    }
    assertThat(mostTogether(rows(30), rows(30))).isEqualTo(1);
  }

  @Test
  void stepsAndEvaluationsAreUses() throws Exception {
    TrainingPlan plan =
        Networks.tablePlan(Networks.table("network: [{dense: 7}, relu, {dense: 1}]"));
    float[] labels = new float[13];
    RowSet rows = Networks.rows(Networks.scattered(labels.length * 5, 1, 1), labels);
    CountDownLatch isInside = new CountDownLatch(1);
    CountDownLatch mayLeave = new CountDownLatch(1);
    try (Replica trained = new Replica(plan, plan.initialState());
        Replica evaluated = new Replica(plan, plan.initialState())) {
      Future<Boolean> first =
          threads.submit(
              () ->
                  KernelCompilationGuard.with(
                      rows(0),
                      () -> {
                        isInside.countDown();
                        try {
                          return mayLeave.await(60, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                      }));
      isInside.await();
      Future<Float> step =
          threads.submit(
              () -> trained.train(Rounds.batch(plan, rows), 0.1, new SplittableRandom(1)));
      Future<float[]> outputs = threads.submit(() -> evaluated.outputs(Rounds.batch(plan, rows)));
      Waiting.until(() -> blocked() == 2 || step.isDone() || outputs.isDone());
      assertThat(step).isNotDone();
      assertThat(outputs).isNotDone();
      mayLeave.countDown();
      assertThat(first.get()).isTrue();
      assertThat(step.get()).isPositive();
      assertThat(outputs.get()).hasSize(labels.length);
    }
  }

  /** How many of those that start at once are in there together. */
  private int mostTogether(KernelCompilationGuard.Use... uses) throws Exception {
    outside.set(uses.length);
    CyclicBarrier start = new CyclicBarrier(uses.length);
    List<Future<Integer>> found = new ArrayList<>();
    for (KernelCompilationGuard.Use use : uses) {
      found.add(
          threads.submit(
              () -> {
                start.await();
                return KernelCompilationGuard.with(use, this::work);
              }));
    }
    int most = 0;
    for (Future<Integer> together : found) {
      most = Math.max(most, together.get());
    }
    return most;
  }
}
