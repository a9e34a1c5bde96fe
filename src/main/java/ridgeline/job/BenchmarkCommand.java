package ridgeline.job;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import ridgeline.benchmark.Benchmark;
import ridgeline.benchmark.BenchmarkReport;
import ridgeline.benchmark.BenchmarkSettings;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;
import ridgeline.job.summary.BenchmarkSummary;

/** The command line of the benchmark. */
@Command(
    name = "benchmark",
    description = {
      "Times a sweep of 5,500 cells against one fit of MLlib's LinearRegression, MLlib's"
          + " CrossValidator, a scan of the same columns and the rank-k update of the BLAS.",
      "",
      "jobs/benchmark also takes --master and --deploy-mode, and passes whatever follows -- to"
          + " spark-submit."
    })
public final class BenchmarkCommand implements JobCommand.Sharing {
  @Mixin private BenchmarkOptions options = new BenchmarkOptions();

  @Mixin private JobCommand job = new JobCommand();

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    JobCommand.executeAndExit(new BenchmarkCommand(), args);
  }

  /** Runs the job in the Spark session of this process, or in a new one. */
  public static JobOutcome run(String... args) {
    return JobCommand.execute(new BenchmarkCommand(), null, args);
  }

  /** Runs the job in the given session, which stays open. */
  public static JobOutcome run(SparkSession spark, String... args) {
    return JobCommand.execute(new BenchmarkCommand(), spark, args);
  }

  /** Runs the job and returns its exit code. */
  static int execute(String... args) {
    return run(args).exitCode();
  }

  @Override
  public JobCommand job() {
    return job;
  }

  @Override
  public @Nullable String location() {
    return null;
  }

  @Override
  public Integer call() {
    return job.run(
        () -> {
          BenchmarkSettings settings = options.settings();
          job.inSession("ridgeline benchmark", spark -> run(spark, settings));
        });
  }

  private void run(SparkSession spark, BenchmarkSettings settings) throws Exception {
    BenchmarkReport report =
        new Benchmark(
                spark, settings, line -> System.err.println(Printable.line(Redaction.text(line))))
            .run();
    BenchmarkSummary.print(report, System.out);
    Path json = options.json();
    if (json != null) {
      report.writeTo(json);
    }
  }
}
