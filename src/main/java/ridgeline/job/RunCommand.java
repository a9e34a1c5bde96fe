package ridgeline.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import ridgeline.config.ConfigException;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.work.JobProgress;

/**
 * The command line of a job that writes its results to a directory of its own.
 *
 * @param <T> the type that the job file is read into
 */
abstract class RunCommand<T> extends JobFileCommand<T> {
  private static final DateTimeFormatter RUN_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Locations already given to runs of this process. */
  private static final Set<String> GIVEN = ConcurrentHashMap.newKeySet();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The output directory; default runs/<name>/<UTC time>. It must be new, empty, or left"
              + " behind by a run that failed or was killed.")
  private @Nullable String out;

  private @Nullable String directory;

  /** Whether the run resumes from the checkpoint in its directory. */
  boolean resumes() {
    return false;
  }

  /**
   * What the command line requests instead of running a job file; null if nothing.
   *
   * @param location given by {@code --out}
   */
  JobCommand.@Nullable Work instead(JobCommand command, @Nullable String location) {
    return null;
  }

  /** A hash that identifies a job. */
  abstract String hash(T config) throws ConfigException, IOException;

  /** Runs the job and writes its results. */
  abstract void run(SparkSession spark, T config, OutputDirectory directory, JobProgress progress)
      throws ConfigException, IOException;

  @Override
  public final @Nullable String location() {
    return directory;
  }

  @Override
  final JobCommand.@Nullable Work instead() {
    return instead(job(), out);
  }

  @Override
  void requireOptions() {
    if (resumes() && out == null) {
      throw new UsageException("--resume needs --out, the directory of the run to resume");
    }
  }

  @Override
  final void runJob(Configuration configuration) throws Exception {
    if (out == null) {
      T config = read(configuration);
      directory = directory(name(config));
      runIn(OutputDirectory.create(directory, kind(), configuration), () -> config);
    } else {
      directory = out;
      runIn(OutputDirectory.create(out, kind(), configuration), () -> read(configuration));
    }
  }

  /** The directory of a run of a job for which none is given. */
  static String directory(String name) {
    return fresh("runs/" + name + "/" + RUN_NAME.format(Instant.now()));
  }

  /**
   * A location unused by other runs of this process, because several may start in the same second.
   */
  static String fresh(String location) {
    String fresh = location;
    for (int number = 2; !GIVEN.add(fresh); number++) {
      fresh = location + "-" + number;
    }
    return fresh;
  }

  private void runIn(OutputDirectory into, Callable<T> source) throws Exception {
    job()
        .current()
        .in(
            into,
            kind(),
            result -> isOf(result, hash(source.call())),
            status -> {
              if (!resumes()) {
                into.dropCheckpoint();
              }
              T config = source.call();
              job()
                  .inSession(
                      title(config),
                      spark ->
                          report(
                              spark,
                              config,
                              job().current(),
                              status,
                              progress -> run(spark, config, into, progress)));
            });
  }

  /** Whether a result belongs to the job with a hash. */
  static boolean isOf(JsonNode result, String hash) {
    return hash.equals(result.path("provenance").path("configHash").asText());
  }
}
