package ridgeline.job;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import ridgeline.benchmark.Benchmark;
import ridgeline.benchmark.BenchmarkReport;
import ridgeline.benchmark.BenchmarkSettings;

/** The command line of the benchmark. */
@Command(
    name = "benchmark",
    description = {
      "Measures a sweep of 5,500 cells beside one fit of MLlib's LinearRegression, MLlib's"
          + " CrossValidator, the scan of the same columns and the rank-k update of the BLAS.",
      "",
      "jobs/benchmark also takes --master and --deploy-mode, and hands whatever follows -- to"
          + " spark-submit."
    })
public final class BenchmarkCommand implements Callable<Integer> {
  @Mixin private BenchmarkOptions options = new BenchmarkOptions();

  @Mixin private JobCommand job = new JobCommand();

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(execute(args));
  }

  /** Runs the job; the exit code. */
  static int execute(String... args) {
    return JobCommand.execute(new BenchmarkCommand(), args);
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
    BenchmarkReport report = new Benchmark(spark, settings, System.err::println).run();
    BenchmarkSummary.print(report, System.out);
    Path json = options.json();
    if (json != null) {
      report.writeTo(json);
    }
  }
}
