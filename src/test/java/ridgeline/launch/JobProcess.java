package ridgeline.launch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A command that runs in its own process, which does not outlive the tests. */
final class JobProcess implements AutoCloseable {
  private static final long MAX_MINUTES = 5;

  private final Process process;
  private final File out;
  private final File err;

  /** How a process ended. */
  record Ended(int exitCode, String out, String err) {}

  private JobProcess(Process process, File out, File err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a command whose servers all listen on 127.0.0.1. */
  static JobProcess start(Path logs, String... command) throws IOException {
    return start(logs, Map.of(), command);
  }

  /** Starts a command with further environment variables. */
  static JobProcess start(Path logs, Map<String, String> environment, String... command)
      throws IOException {
    File out = Files.createTempFile(logs, "job", ".out").toFile();
    File err = Files.createTempFile(logs, "job", ".err").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(TestJava.environment());
    builder.environment().putAll(environment);
    JobProcess started = new JobProcess(builder.start(), out, err);
    Runtime.getRuntime().addShutdownHook(new Thread(started::close));
    return started;
  }

  /** Starts a sweep without Spark's web UI. */
  static JobProcess sweep(Path logs, String jobFile, String... arguments) throws IOException {
    return sweep(logs, Map.of(), jobFile, arguments);
  }

  /** Starts a sweep without Spark's web UI and with further environment variables. */
  static JobProcess sweep(
      Path logs, Map<String, String> environment, String jobFile, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("jobs/sweep", jobFile));
    command.addAll(Arrays.asList(arguments));
    if (!command.contains("--")) {
      command.add("--");
    }
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    return start(logs, environment, command.toArray(String[]::new));
  }

  /** Waits for the process to end. */
  Ended end() throws IOException, InterruptedException, TimeoutException {
    if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
      throw new TimeoutException("still running:\n" + Files.readString(err.toPath()));
    }
    return new Ended(
        process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
  }

  /** Waits until a condition holds; fails if the process ends first. */
  void await(BooleanSupplier condition) throws IOException, InterruptedException {
    for (long tenths = 0; !condition.getAsBoolean(); tenths++) {
      if (!process.isAlive() || tenths > MAX_MINUTES * 600) {
        throw new AssertionError("the condition was not met:\n" + Files.readString(err.toPath()));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Standard output so far. */
  String printed() {
    try {
      return Files.readString(out.toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Standard error so far: progress and errors. */
  String output() {
    try {
      return Files.readString(err.toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal such as TERM to the process alone. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /** Kills the process and its children, as SIGKILL does. */
  void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /**
   * The first process on this machine whose command line contains all the words; null if there is
   * none.
   */
  static @Nullable ProcessHandle find(String... words) {
    Optional<ProcessHandle> found =
        ProcessHandle.allProcesses()
            .filter(
                handle ->
                    handle
                        .info()
                        .commandLine()
                        .filter(line -> Arrays.stream(words).allMatch(line::contains))
                        .isPresent())
            .findFirst();
    return found.orElse(null);
  }
}
