package ridgeline.job;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.retrain.RetrainConfigReader;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.work.JobProgress;
import ridgeline.job.work.policy.PolicyJob;
import ridgeline.job.work.policy.PolicyOptions;
import ridgeline.job.work.policy.PolicyPlan;
import ridgeline.job.work.policy.StoredPast;
import ridgeline.registry.policy.PolicyGrid;

/** The command line that compares retraining policies. */
@Command(
    name = "policy",
    description = {
      "Works out what error retraining policies would have had on the stored past: how often a"
          + " model is retrained, on how many days of rows, and how fast old rows lose weight."
          + " Everything follows from the statistics that jobs/retrain keeps; the table is not read.",
      "",
      "jobs/policy also takes --master and --deploy-mode, and passes whatever follows -- to"
          + " spark-submit."
    })
public final class PolicyCommand extends RunCommand<RetrainConfig> {
  @Option(
      names = "--cadence",
      paramLabel = "LIST",
      description =
          "How long after a training the next one is due, such as \"1 day,7 days,never\"; default:"
              + " what suits the stored dates.")
  private @Nullable String cadence;

  @Option(
      names = "--window",
      paramLabel = "LIST",
      description =
          "How far back the rows of a training reach, such as \"30 days,60 days,all\"; default:"
              + " what suits the stored dates, and that of the job file.")
  private @Nullable String window;

  @Option(
      names = "--half-life",
      paramLabel = "LIST",
      description =
          "The age at which rows weigh half as much, such as \"none,30 days\"; default: what suits"
              + " the windows, and that of the job file.")
  private @Nullable String halfLife;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description =
          "The date of the first training, or the next one that is stored; default: the first on"
              + " which the longest window is stored and has rows to train on.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "The last date that is predicted; default: the newest that is stored.")
  private @Nullable String to;

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    JobCommand.executeAndExit(new PolicyCommand(), args);
  }

  /** Runs the job in the Spark session of this process, or in a new one. */
  public static JobOutcome run(String... args) {
    return JobCommand.execute(new PolicyCommand(), null, args);
  }

  /** Runs the job in the given session, which stays open. */
  public static JobOutcome run(SparkSession spark, String... args) {
    return JobCommand.execute(new PolicyCommand(), spark, args);
  }

  /** Runs the job and returns its exit code. */
  static int execute(String... args) {
    return run(args).exitCode();
  }

  @Override
  String kind() {
    return "policy";
  }

  @Override
  String schemaName() {
    return "retrain";
  }

  @Override
  String example() {
    return "conf/retrain-flights.yaml";
  }

  @Override
  RetrainConfig read(String text, String sourceName, List<String> overrides)
      throws ConfigException {
    return RetrainConfigReader.read(text, sourceName, overrides);
  }

  @Override
  String name(RetrainConfig config) {
    return config.name();
  }

  @Override
  String render(RetrainConfig config) {
    return ConfigWriter.render(config);
  }

  @Override
  String hash(RetrainConfig config) throws ConfigException, IOException {
    StoredPast past = StoredPast.open(SparkHadoopUtil.get().conf(), config);
    return PolicyJob.hash(config, options(), past.version());
  }

  @Override
  void requireOptions() {
    super.requireOptions();
    options();
  }

  private PolicyOptions options() {
    LocalDate first = from == null ? null : JobDates.parsed("--from", from);
    LocalDate last = to == null ? null : JobDates.parsed("--to", to);
    JobDates.requireOrder(first, last);
    return new PolicyOptions(
        list("--cadence", cadence),
        list("--window", window),
        list("--half-life", halfLife),
        first,
        last);
  }

  private static @Nullable List<String> list(String option, @Nullable String value) {
    if (value == null) {
      return null;
    }
    List<String> list = Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    for (int k = 1; k < list.size(); k++) {
      for (String before : list.subList(0, k)) {
        if (PolicyGrid.areSame(before, list.get(k))) {
          throw new UsageException(
              "%s has %s and %s, which are the same; leave one of them out"
                  .formatted(option, before, list.get(k)));
        }
      }
    }
    return list;
  }

  /** Prints what would be compared. */
  @Override
  void check(SparkSession spark, RetrainConfig config) throws ConfigException, IOException {
    StoredPast past = StoredPast.open(spark.sparkContext().hadoopConfiguration(), config);
    PolicyPlan plan = PolicyPlan.of(past, config, options());
    System.out.println("# " + plan.sentence());
  }

  @Override
  void run(
      SparkSession spark, RetrainConfig config, OutputDirectory directory, JobProgress progress)
      throws ConfigException, IOException {
    new PolicyJob(spark, config, options(), progress).run(directory);
  }
}
