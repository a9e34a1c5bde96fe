package ridgeline.sweep.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import ridgeline.select.Segment;
import ridgeline.select.SegmentSolver;

/** Solves segments in threads of this process. */
final class LocalSegments implements SegmentSolver, AutoCloseable {
  private final ExecutorService threads;
  private final Function<Segment, Segment.Solved> solver;

  /**
   * Starts the threads.
   *
   * @param solver solves one segment; called concurrently
   */
  LocalSegments(int parallelism, Function<Segment, Segment.Solved> solver) {
    threads =
        Executors.newFixedThreadPool(
            parallelism,
            task -> {
              Thread thread = new Thread(task, "ridgeline-solve");
              thread.setDaemon(true);
              return thread;
            });
    this.solver = solver;
  }

  @Override
  public List<Segment.Solved> solve(List<Segment> segments) {
    List<Callable<Segment.Solved>> tasks = new ArrayList<>();
    for (Segment segment : segments) {
      tasks.add(() -> solver.apply(segment));
    }
    try {
      List<Segment.Solved> solved = new ArrayList<>();
      for (Future<Segment.Solved> result : threads.invokeAll(tasks)) {
        solved.add(result.get());
      }
      return solved;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while solving", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
