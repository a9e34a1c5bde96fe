package ridgeline.job.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;
import ridgeline.data.sql.SparkMessage;
import ridgeline.job.failure.FailureReport;
import ridgeline.job.failure.InterruptedRunException;
import ridgeline.job.failure.Interruption;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.output.StatusFile;

/**
 * A run of a job in this process, on one thread. A signal, or the end of the process, interrupts
 * it: its Spark jobs are cancelled, and it removes its files, records the interruption in its
 * status and releases its directory before the file systems and Spark are shut down.
 */
public final class Run implements AutoCloseable {
  /** How long a run may take to notice that it is interrupted, and again to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** How long cancelled tasks may take to end, before their files are removed. */
  private static final Duration TASKS_PATIENCE = Duration.ofSeconds(5);

  /** How long the signal that killed a child may take to reach this process. */
  private static final Duration SIGNAL_DELAY = Duration.ofSeconds(1);

  private static final String INTERRUPTS_TASKS = "spark.job.interruptOnCancel";

  /** The condition of Spark's error about a cancelled job. */
  private static final String CANCELLED = "SPARK_JOB_CANCELLED";

  /** Higher than those of Hadoop's file systems and Spark. */
  private static final int HOOK_PRIORITY = 1000;

  private static final Set<Run> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    ShutdownHookManager.get()
        .addShutdownHook(Run::endAll, HOOK_PRIORITY, 4 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private final String tag = "ridgeline-" + UUID.randomUUID();
  private final RunTasks tasks = new RunTasks(tag);
  private final Thread thread = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition interrupted = lock.newCondition();
  private @Nullable String interruptsTasks;
  private Runnable cancellation = () -> {};
  private @Nullable Interruption interruption;
  private @Nullable OutputDirectory directory;
  private @Nullable StatusFile status;
  private boolean settled;
  private boolean ending;

  private Run() {}

  /** Begins a run on this thread, which lasts until it is closed. */
  public static Run begin() {
    Run run = new Run();
    RUNNING.add(run);
    return run;
  }

  /**
   * Interrupts all runs of this process.
   *
   * @return false if there are runs and all of them have complete results
   */
  public static boolean interruptAll(Interruption by) {
    boolean none = true;
    boolean any = false;
    for (Run run : RUNNING) {
      none = false;
      any |= run.interrupt(by);
    }
    return none || any;
  }

  /** Interrupts all runs, and waits until they have ended. */
  private static void endAll() {
    interruptAll(Interruption.END_OF_PROCESS);
    for (Run run : RUNNING) {
      run.end();
    }
  }

  /**
   * Interrupts the run.
   *
   * @return false if its result is complete
   */
  boolean interrupt(Interruption by) {
    lock.lock();
    try {
      if (interruption != null) {
        return true;
      }
      if (directory != null && !directory.interrupt()) {
        return false;
      }
      interruption = by;
      interrupted.signalAll();
      if (!settled) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
    cancellation.run();
    return true;
  }

  /** The tasks of the Spark jobs of this run. */
  public RunTasks tasks() {
    return tasks;
  }

  /** The tag of the Spark jobs of this run. */
  public String tag() {
    return tag;
  }

  /**
   * Makes the Spark jobs that this thread starts from here on part of the run. They end with it at
   * once, so that a session that stays open gets its cores back.
   */
  public void startJobs(SparkContext spark) {
    interruptsTasks = spark.getLocalProperty(INTERRUPTS_TASKS);
    spark.setInterruptOnCancel(true);
    spark.addJobTag(tag);
    spark.addSparkListener(tasks);
    cancelBy(() -> spark.cancelJobsWithTag(tag));
    requireRunning();
  }

  /**
   * Cancels the Spark jobs that a failure has left, and waits for their tasks. From here on, this
   * thread is not interrupted.
   *
   * @param done whether the work finished, so that no more jobs will start
   */
  public void endJobs(SparkContext spark, boolean done) {
    settle();
    cancelBy(() -> {});
    if (!spark.isStopped()) {
      if (!done) {
        LateJobs.cancel(spark, tag);
      }
      spark.cancelJobsWithTag(tag);
      if (!done) {
        tasks.awaitEnd(TASKS_PATIENCE);
      }
      spark.removeSparkListener(tasks);
    }
    spark.removeJobTag(tag);
    spark.setLocalProperty(INTERRUPTS_TASKS, interruptsTasks);
  }

  private void cancelBy(Runnable cancel) {
    lock.lock();
    try {
      cancellation = cancel;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses to continue if the run has been interrupted. */
  public void requireRunning() {
    lock.lock();
    try {
      if (interruption != null) {
        throw new InterruptedRunException();
      }
    } finally {
      lock.unlock();
    }
  }

  /** From here on, the thread is not interrupted. */
  private void settle() {
    lock.lock();
    try {
      settled = true;
      if (interruption != null) {
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What a user is shown for an exception of this run. */
  public FailureReport failure(Throwable error) {
    Interruption by = interruption(error);
    return by == null ? FailureReport.of(error) : by.failure();
  }

  private @Nullable Interruption interruption(Throwable error) {
    lock.lock();
    try {
      long left = SIGNAL_DELAY.toNanos();
      while (interruption == null && left > 0 && isOfSignalledChild(error)) {
        left = interrupted.awaitNanos(left);
      }
      if (interruption != null) {
        return interruption;
      }
      return isOfThread(error)
          ? Interruption.THREAD
          : isOfCancellation(error) ? Interruption.CANCELLATION : null;
    } catch (InterruptedException e) {
      return interruption == null ? Interruption.THREAD : interruption;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a child process was killed by a signal, which its whole process group receives. */
  private static boolean isOfSignalledChild(Throwable error) {
    return SparkMessage.causes(error).stream()
        .map(cause -> String.valueOf(cause.getMessage()))
        .anyMatch(
            message ->
                message.contains("signal: 15")
                    || message.contains("signal: 2")
                    || message.contains("ExitCodeException exitCode=143")
                    || message.contains("ExitCodeException exitCode=130"));
  }

  private static boolean isOfThread(Throwable error) {
    return SparkMessage.causes(error).stream().anyMatch(InterruptedException.class::isInstance);
  }

  private static boolean isOfCancellation(Throwable error) {
    return SparkMessage.causes(error).stream()
        .anyMatch(cause -> SparkMessage.hasCondition(cause, CANCELLED));
  }

  /** What a job does in its directory. */
  @FunctionalInterface
  public interface Work {
    void run(StatusFile status) throws Exception;
  }

  /** Whether a result, as stored in the last file of a job, is the requested one. */
  @FunctionalInterface
  public interface Asked {
    boolean isFor(JsonNode result) throws Exception;
  }

  /**
   * Does work in a directory; if it fails, only its status and a checkpoint stay there. A directory
   * that is already complete only gets the status that its run could not write.
   *
   * @param kind the name of the job
   * @throws UsageException if the directory is complete with the result of another job
   */
  public void in(OutputDirectory into, String kind, Asked asked, Work work) throws Exception {
    try (into) {
      if (into.isComplete()) {
        complete(into, kind, asked);
        return;
      }
      try {
        work.run(start(into, kind));
        done();
      } catch (Throwable e) { // some of Spark's exceptions are checked, and thrown undeclared
        settle();
        if (claimEnd()) {
          fail(into, failure(e), e);
        }
        throw e;
      } finally {
        if (status != null) {
          status.close(); // a file system that is gone keeps its end from being reached
        }
      }
    }
  }

  private StatusFile start(OutputDirectory into, String kind) throws IOException {
    StatusFile file = new StatusFile(into, kind);
    lock.lock();
    try {
      directory = into;
      status = file;
      if (interruption != null) {
        into.interrupt();
        throw new InterruptedRunException();
      }
    } finally {
      lock.unlock();
    }
    return file;
  }

  /** Whether it is this thread that ends the run. */
  private boolean claimEnd() {
    lock.lock();
    try {
      boolean first = !ending;
      ending = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void done() throws IOException {
    settle();
    if (claimEnd() && directory != null && status != null) {
      status.done();
      directory.release();
    }
  }

  /**
   * Removes the files of a failed run, then writes its status, for which there may be no space
   * before.
   */
  private void fail(OutputDirectory into, FailureReport failure, Throwable error) {
    try {
      into.discard();
      if (status != null) {
        status.end(failure);
      }
      into.release();
    } catch (IOException | RuntimeException e) {
      error.addSuppressed(e);
      System.err.printf(
          "%s may hold files of this run: %s%n",
          Printable.line(into.toString()),
          Printable.line(Redaction.text(SparkMessage.firstLine(e))));
    }
  }

  /** Finishes a run that was killed after writing its last file. */
  private static void complete(OutputDirectory directory, String kind, Asked asked)
      throws Exception {
    StatusFile.complete(directory, kind);
    directory.removeCheckpoint();
    JsonNode result = new JsonMapper().readTree(directory.result());
    directory.release();
    if (!asked.isFor(result)) {
      throw new UsageException(
          "--out %s holds the result of another job; choose another directory, or remove it"
              .formatted(directory));
    }
    System.err.printf(
        "note: the result in %s was complete when its run was killed; status.json has been updated%n",
        Printable.line(directory.toString()));
  }

  /** Waits for the run to end, and ends it from outside if it does not. */
  private void end() {
    try {
      for (int waits = 0; waits < 2; waits++) {
        if (ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          return;
        }
        if (interruption != null && directory != null && claimEnd()) {
          fail(directory, interruption.failure(), new InterruptedRunException());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the run. */
  @Override
  public void close() {
    settle();
    RUNNING.remove(this);
    ended.countDown();
  }
}
