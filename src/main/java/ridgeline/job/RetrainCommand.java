package ridgeline.job;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.retrain.RetrainConfigReader;
import ridgeline.job.failure.ExitCode;
import ridgeline.job.failure.InterruptedRunException;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.run.Run;
import ridgeline.job.summary.RetrainSummary;
import ridgeline.job.work.RetrainJob;
import ridgeline.job.work.Retraining;
import ridgeline.store.window.StorePlan;

/** The command line of a retraining. */
@Command(
    name = "retrain",
    description = {
      "Reads the partitions of a table that are new, trains a model on the stored statistics of a"
          + " window of them, and makes it the champion if the gate lets it pass. A date that was"
          + " done before is not done again.",
      "",
      "jobs/retrain also takes --master and --deploy-mode, and passes whatever follows -- to"
          + " spark-submit."
    })
public final class RetrainCommand extends JobFileCommand<RetrainConfig> {
  /** How often a candidate is judged again because another run has moved the champion. */
  private static final int ATTEMPTS = 5;

  private static final String NEWEST = "newest";

  @Option(
      names = "--date",
      paramLabel = "DATE",
      description =
          "The logical date, such as 2001-06-07: the last day of the window; or newest, for that of"
              + " the table's newest partition.")
  private @Nullable String date;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description =
          "The first of the logical dates up to --to, each of which is retrained in turn.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "DATE", description = "The last of these dates.")
  private @Nullable String to;

  @Option(
      names = "--allow-refusal",
      description =
          "Exit with 0 if the gate refuses the model, for schedulers that only know success and"
              + " failure.")
  private boolean allowRefusal;

  /** The only date; null for the newest of the table, or a range. */
  private @Nullable LocalDate only;

  private @Nullable LocalDate first;
  private @Nullable LocalDate last;

  private @Nullable String directory;

  private Consumer<RetrainedDate> each = date -> {};

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    JobCommand.executeAndExit(new RetrainCommand(), args);
  }

  /** Runs the job in the Spark session of this process, or in a new one. */
  public static JobOutcome run(String... args) {
    return JobCommand.execute(new RetrainCommand(), null, args);
  }

  /** Runs the job in the given session, which stays open. */
  public static JobOutcome run(SparkSession spark, String... args) {
    return JobCommand.execute(new RetrainCommand(), spark, args);
  }

  /**
   * Runs the job in the given session, which stays open.
   *
   * @param each is given each date as it is done
   */
  public static JobOutcome run(SparkSession spark, Consumer<RetrainedDate> each, String... args) {
    RetrainCommand command = new RetrainCommand();
    command.each = each;
    return JobCommand.execute(command, spark, args);
  }

  @Override
  String kind() {
    return "retrain";
  }

  @Override
  String example() {
    return "conf/retrain-flights.yaml --date 2001-03-31";
  }

  @Override
  public @Nullable String location() {
    return directory;
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
  void requireOptions() {
    if (date != null && (from != null || to != null)) {
      throw new UsageException(
          "--date cannot be combined with --from and --to; give one or the other");
    }
    if (date != null) {
      only = date.equals(NEWEST) ? null : JobDates.parsed("--date", date);
      return;
    }
    if (from == null || to == null) {
      throw new UsageException(
          "no date given; add --date, such as --date 2001-06-07, or both --from and --to");
    }
    first = JobDates.parsed("--from", from);
    last = JobDates.parsed("--to", to);
    JobDates.requireOrder(first, last);
  }

  /** Prints what a run would read. */
  @Override
  void check(SparkSession spark, RetrainConfig config) throws Exception {
    Retraining retraining = Retraining.openToPlan(spark, config);
    StorePlan plan = retraining.plan(dates(retraining));
    RetrainSummary.print(
        retraining.version(), plan, retraining.undated(), retraining.bytes(plan), System.out);
    retraining.requireReadable(plan);
  }

  private List<LocalDate> dates(Retraining retraining) {
    if (first != null && last != null) {
      return retraining.between(first, last);
    }
    return List.of(only == null ? retraining.newest() : only);
  }

  @Override
  void runJob(Configuration configuration) throws Exception {
    RetrainConfig config = read(configuration);
    job()
        .inSession(
            title(config),
            spark -> {
              Retraining retraining = Retraining.open(spark, config);
              MlflowUpdates mlflow = new MlflowUpdates(retraining.mlflow(System.getenv()), out());
              try {
                retrain(spark, retraining, mlflow, configuration);
              } catch (InterruptedRunException e) {
                throw e;
              } catch (Exception e) {
                mlflow.finish(e);
                throw e;
              }
              mlflow.finish();
            });
  }

  private void retrain(
      SparkSession spark, Retraining retraining, MlflowUpdates mlflow, Configuration configuration)
      throws Exception {
    List<LocalDate> all = dates(retraining);
    for (int next = 0; next < all.size(); next++) {
      List<LocalDate> later = all.subList(next + 1, all.size());
      Retraining.Outcome outcome = retrain(spark, retraining, all.get(next), later, configuration);
      RetrainSummary.print(
          "%s %s, version %d%s"
              .formatted(
                  retraining.config().name(),
                  outcome.date(),
                  outcome.version(),
                  outcome.repeated() ? ", as before" : ""),
          outcome.sentence(),
          outcome.directory(),
          out());
      directory = outcome.directory();
      each.accept(RetrainedDate.of(outcome));
      mlflow.add(outcome.version());
      boolean done = outcome.promoted() || allowRefusal;
      job().end(done ? ExitCode.DONE : ExitCode.REFUSED);
    }
  }

  private Retraining.Outcome retrain(
      SparkSession spark,
      Retraining retraining,
      LocalDate logicalDate,
      List<LocalDate> later,
      Configuration configuration)
      throws Exception {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Retraining.Dated dated = retraining.dated(logicalDate);
      Retraining.Outcome earlier = retraining.settled(dated);
      if (earlier != null) {
        return earlier;
      }
      List<Retraining.Outcome> outcomes = new ArrayList<>();
      String name = retraining.directory(dated);
      OutputDirectory out =
          OutputDirectory.create(retraining.location(name), kind(), configuration);
      try (Run run = Run.begin()) {
        run.in(
            out,
            kind(),
            result -> false,
            status ->
                report(
                    spark,
                    retraining.config(),
                    job().current(),
                    status,
                    progress -> {
                      Retraining.Outcome outcome =
                          new RetrainJob(spark, retraining, progress)
                              .run(logicalDate, later, name, out);
                      if (outcome != null) {
                        outcomes.add(outcome);
                      }
                    }));
      }
      if (!outcomes.isEmpty()) {
        return outcomes.get(0);
      }
    }
    throw new IOException(
        "other runs moved the champion again and again while %s was retrained; run it again"
            .formatted(logicalDate));
  }
}
