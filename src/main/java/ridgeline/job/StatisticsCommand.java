package ridgeline.job;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.retrain.RetrainConfigReader;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.work.StatisticsSweep;
import ridgeline.job.work.Version;
import ridgeline.job.work.store.StatisticsVerification;
import ridgeline.job.work.store.StoredStatistics;

/** The command line that shows, forgets and verifies the statistics of a store. */
@Command(
    name = "statistics",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Shows the statistics of partitions that jobs/retrain keeps in a store, sweeps over them,"
            + " forgets some of them, or compares them with the rows.")
public final class StatisticsCommand implements JobCommand.Sharing {
  /** Number of partitions to verify if none are given. */
  private static final int SAMPLE = 5;

  @Mixin private JobCommand job = new JobCommand();

  private @Nullable String directory;

  /** The partitions that a command is about. */
  static final class Target {
    @Parameters(
        index = "0",
        paramLabel = "STORE",
        description = "The directory of the store, here or on a Hadoop file system.")
    private String store = "";

    @Option(
        names = "--partition",
        paramLabel = "NAME",
        description = "A partition, such as day=2001-06-07. Repeatable.")
    private List<String> partitions = new ArrayList<>();
  }

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    JobCommand.executeAndExit(new StatisticsCommand(), args);
  }

  /** Runs the job in the Spark session of this process, or in a new one if it needs one. */
  public static JobOutcome run(String... args) {
    return JobCommand.execute(new StatisticsCommand(), null, args);
  }

  /** Runs the job in the given session, which stays open. */
  public static JobOutcome run(SparkSession spark, String... args) {
    return JobCommand.execute(new StatisticsCommand(), spark, args);
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
    return directory;
  }

  @Override
  public Integer call() {
    return job.run(
        () -> {
          throw new UsageException(
              "no command given; add show, sweep, forget or verify, or see --help");
        });
  }

  private static Configuration configuration() {
    return SparkHadoopUtil.get().conf();
  }

  @Command(
      name = "show",
      description =
          "Prints what the statistics are of, and the rows of each partition. With --partition, the"
              + " weight, mean and deviation of its label, too.")
  int show(@Mixin Target target) {
    return job.run(
        () -> new StoredStatistics(target.store, configuration()).show(target.partitions));
  }

  @Command(
      name = "sweep",
      description = {
        "Chooses and fits a regularised linear model from the statistics alone, without the table:"
            + " of any stored number as label, on any of the other columns.",
        "Writes what jobs/sweep writes, but no model/, as the types of the columns are not known."
      })
  int sweep(
      @Mixin Target target,
      @Option(
              names = "--label",
              paramLabel = "COLUMN",
              description =
                  "The label: a numeric feature, or the stored label, which is the default.")
          @Nullable String label,
      @Option(
              names = "--feature",
              paramLabel = "COLUMN",
              description =
                  "A feature, with its stored products with other features; default all. Repeatable.")
          @Nullable List<String> features,
      @Option(
              names = "--from",
              paramLabel = "DATE",
              description = "The first date of the partitions; default any.")
          @Nullable LocalDate from,
      @Option(
              names = "--to",
              paramLabel = "DATE",
              description = "The last date of the partitions; default any.")
          @Nullable LocalDate to,
      @Option(
              names = "--set",
              paramLabel = "KEY=VALUE",
              description = "A key of a sweep's job file, such as select.rule=1se. Repeatable.")
          @Nullable List<String> overrides,
      @Option(
              names = "--out",
              paramLabel = "DIR",
              description = "The output directory; default runs/statistics/<UTC time>.")
          @Nullable String out) {
    return job.run(
        () -> {
          JobDates.requireOrder(from, to);
          StatisticsSweep sweep =
              new StatisticsSweep(
                  target.store,
                  new StatisticsSweep.Selection(
                      label, features == null ? List.of() : features, target.partitions, from, to),
                  overrides == null ? List.of() : overrides,
                  configuration());
          directory = out == null ? RunCommand.directory(sweep.name()) : out;
          OutputDirectory into = OutputDirectory.create(directory, "sweep", configuration());
          job.current()
              .in(
                  into,
                  "sweep",
                  result -> RunCommand.isOf(result, sweep.hash()),
                  status -> {
                    into.dropCheckpoint();
                    job.inSession(
                        "ridgeline statistics sweep",
                        spark -> {
                          status.application(spark.sparkContext().applicationId());
                          sweep.run(spark, into);
                        });
                  });
        });
  }

  @Command(
      name = "forget",
      description = {
        "Removes partitions from the statistics: the next retraining is as if the table had never"
            + " had them. They stay forgotten until their files change.",
        "Prints the versions of models that were trained on them. Whatever was stored before the"
            + " current state of the statistics is deleted, so a run that is reading it fails."
      })
  int forget(@Mixin Target target, @Mixin Decision decision) {
    return job.run(
        () -> {
          if (target.partitions.isEmpty()) {
            throw new UsageException(
                "no partition given; add --partition, such as --partition day=2001-06-07");
          }
          new StoredStatistics(target.store, configuration())
              .forget(target.partitions, decision.by(), decision.why());
        });
  }

  @Command(
      name = "verify",
      description =
          "Reads some partitions of the table again, and compares their statistics with the stored"
              + " ones. Exit code 3 if any are wrong.")
  int verify(
      @Mixin Target target,
      @Option(
              names = "--job",
              required = true,
              paramLabel = "JOBFILE",
              description = "The job file of the retraining, which has the location of the table.")
          String jobFile,
      @Option(
              names = "--set",
              paramLabel = "KEY=VALUE",
              description = "Overrides a key of the job file. Repeatable.")
          @Nullable List<String> overrides,
      @Option(
              names = "--sample",
              paramLabel = "N",
              description =
                  "Number of partitions to choose at random, without --partition; default "
                      + SAMPLE
                      + ".")
          @Nullable Integer sample,
      @Option(
              names = "--seed",
              paramLabel = "S",
              description = "Seed of that choice; default: another one each time.")
          @Nullable Long seed) {
    return job.run(
        () -> {
          if (sample != null && sample < 1) {
            throw new UsageException("--sample must be >= 1, got: " + sample);
          }
          if (!target.partitions.isEmpty() && (sample != null || seed != null)) {
            throw new UsageException(
                "--sample and --seed are for partitions that are chosen at random; leave them out, or --partition");
          }
          RetrainConfig config =
              RetrainConfigReader.read(
                  JobFile.read(jobFile, configuration()),
                  jobFile,
                  overrides == null ? List.of() : overrides);
          job.inSession(
              "ridgeline statistics " + config.name(),
              spark -> {
                StatisticsVerification verification =
                    new StatisticsVerification(spark, target.store, config);
                if (target.partitions.isEmpty()) {
                  long chosen = seed == null ? System.nanoTime() : seed;
                  System.out.printf("--seed %d%n", chosen);
                  verification.run(verification.sample(sample == null ? SAMPLE : sample, chosen));
                } else {
                  verification.run(target.partitions);
                }
              });
        });
  }
}
