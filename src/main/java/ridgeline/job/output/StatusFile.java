package ridgeline.job.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import ridgeline.job.failure.ExitCode;
import ridgeline.job.failure.FailureReport;
import ridgeline.report.RunStatus;
import ridgeline.report.RunStatus.State;

/**
 * Keeps the {@code status.json} of a run up to date on its own thread. Other runs see from its
 * changes every few seconds that the directory is in use.
 */
public final class StatusFile implements AutoCloseable {
  static final String NAME = "status.json";

  private static final JsonMapper JSON = new JsonMapper();

  private static final long HEARTBEAT_SECONDS = 5;

  private final OutputDirectory directory;
  private final String job;
  private final Instant started = Instant.now();
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ridgeline-status");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> heartbeats;
  private @Nullable String stage;
  private @Nullable String applicationId;
  private @Nullable Long done;
  private @Nullable Long planned;

  /** Whether a text is the content of a status file. */
  static boolean isStatus(String text) {
    try {
      JsonNode status = JSON.readTree(text);
      return status.path("job").isTextual()
          && Arrays.stream(State.values()).anyMatch(isState(status));
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static Predicate<State> isState(JsonNode status) {
    return state -> state.name().equals(status.path("state").asText());
  }

  /**
   * Completes the file of a run that died between its last file and the last status.
   *
   * @param directory complete, and taken over from that run
   */
  public static void complete(OutputDirectory directory, String job) throws IOException {
    String text = String.valueOf(directory.content(NAME));
    ObjectNode status =
        isStatus(text) ? (ObjectNode) JSON.readTree(text) : JSON.createObjectNode().put("job", job);
    status.put("state", State.DONE.name()).put("exitCode", ExitCode.DONE).putNull("message");
    status.put("updated", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    directory.replace(NAME, writer -> writer.write(status.toPrettyString() + "\n"));
  }

  /** Writes the file, and rewrites it regularly until it is closed. */
  public StatusFile(OutputDirectory directory, String job) throws IOException {
    this.directory = directory;
    this.job = job;
    write(State.RUNNING, null, null);
    heartbeats =
        writer.scheduleWithFixedDelay(
            this::heartbeat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
  }

  public synchronized void application(String id) {
    applicationId = id;
  }

  public void stage(String name) {
    synchronized (this) {
      stage = name;
      done = null;
      planned = null;
    }
    writer.execute(this::heartbeat);
  }

  /** Sets how much of the stage is done. */
  public synchronized void progress(long nowDone, long nowPlanned) {
    done = nowDone;
    planned = nowPlanned;
  }

  /** Records that the run failed. */
  public void end(FailureReport failure) throws IOException {
    close();
    if (directory.isOwned()) {
      write(State.FAILED, failure.message(), failure.exitCode());
    }
  }

  /** Records that the run is done and its result complete. */
  public void done() throws IOException {
    close();
    write(State.DONE, null, ExitCode.DONE);
  }

  private void heartbeat() {
    try {
      if (directory.isOwned()) {
        write(State.RUNNING, null, null);
      }
    } catch (IOException | RuntimeException e) {
      // The next heartbeat may succeed; if the file system is gone, the run's own writes will fail.
      return;
    }
  }

  private void write(State state, @Nullable String message, @Nullable Integer exitCode)
      throws IOException {
    RunStatus status = status(state, message, exitCode);
    directory.replace(NAME, status::writeTo);
  }

  private synchronized RunStatus status(
      State state, @Nullable String message, @Nullable Integer exitCode) {
    return new RunStatus(
        job,
        state,
        stage,
        done,
        planned,
        message,
        exitCode,
        applicationId,
        started.truncatedTo(ChronoUnit.SECONDS).toString(),
        Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  /** Stops writing, after a write in progress. */
  @Override
  public void close() {
    heartbeats.cancel(false);
    writer.shutdown();
    try {
      if (!writer.awaitTermination(1, TimeUnit.MINUTES)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
