package ridgeline.job;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;
import ridgeline.data.sql.SparkMessage;
import ridgeline.job.failure.ExitCode;
import ridgeline.job.failure.FailureReport;
import ridgeline.job.failure.UsageException;
import ridgeline.job.run.Run;
import ridgeline.job.run.SafeLog;
import ridgeline.job.run.Sessions;
import ridgeline.job.run.Signals;
import ridgeline.job.run.StandardError;
import ridgeline.job.work.Version;

/** What the command lines of all jobs share: options, the session, and the handling of failures. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed for any other reason",
      "2:the command line, the job file or a setting is wrong",
      "3:the data cannot be read or used",
      "4:the gate of a retraining refused the model; not a failure",
      "130, 143:interrupted by SIGINT (Ctrl-C) or SIGTERM"
    })
final class JobCommand {
  /** What a run can do without, but whoever looks after a store should know. */
  private static final String STORE_LOG = "ridgeline.store";

  @Option(
      names = "--master",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description =
          "Where the job runs: local[N], spark://HOST:PORT, yarn or k8s://...; default local[*]."
              + " The launchers pass it to spark-submit.")
  private @Nullable String master;

  @Option(
      names = "--deploy-mode",
      scope = ScopeType.INHERIT,
      paramLabel = "MODE",
      description = "client, or cluster to run the driver there; also passed to spark-submit.")
  private @Nullable String deployMode;

  @Option(
      names = "--cluster-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long a cluster may take to run a first task; default ${DEFAULT-VALUE}.")
  private int clusterTimeout;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log what Spark does, and print the stack trace of an error.")
  private boolean verbose;

  private @Nullable SparkSession session;
  private @Nullable Run current;
  private @Nullable String message;
  private @Nullable Throwable cause;
  private boolean silent;
  private int end = ExitCode.DONE;

  /** What a job does. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /** What a job does in a session. */
  @FunctionalInterface
  interface SparkWork {
    void run(SparkSession spark) throws Exception;
  }

  /** A command line with the options that all jobs share. */
  interface Sharing extends Callable<Integer> {
    /** The shared options. */
    JobCommand job();

    /** Where the job writes; null if it writes nothing or its arguments were not parsed. */
    @Nullable String location();
  }

  /**
   * Parses the arguments, runs the command, and returns its outcome.
   *
   * @param session to run it in; null for that of this process, or a new one
   */
  static JobOutcome execute(Sharing command, @Nullable SparkSession session, String... args) {
    StandardError.restore();
    JobCommand job = command.job();
    job.session = session;
    int exitCode =
        new CommandLine(command)
            .setExpandAtFiles(false)
            .setParameterExceptionHandler((error, refused) -> job.refuse(error))
            .execute(args);
    return new JobOutcome(exitCode, command.location(), job.message, job.cause);
  }

  /** Executes the only job of this process and exits with its exit code. */
  static void executeAndExit(Sharing command, String... args) {
    Locale.setDefault(Locale.ROOT);
    Signals.endRuns();
    System.exit(execute(command, null, args).exitCode());
  }

  private int refuse(ParameterException error) {
    message = message(error) + "; see --help";
    System.err.println(Printable.line(message));
    return ExitCode.USAGE;
  }

  /** The message, without the values that picocli quotes, because they may be secrets. */
  private static String message(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      return first.startsWith("-")
          ? "Unknown option: '%s'".formatted(first.split("=", 2)[0])
          : "%d too many arguments; quote arguments that contain spaces"
              .formatted(unmatched.getUnmatched().size());
    }
    if (error.getArgSpec() instanceof OptionSpec option
        && option.paramLabel().equals("KEY=VALUE")) {
      return "%s must be followed by KEY=VALUE".formatted(option.longestName());
    }
    return Redaction.text(SparkMessage.firstLine(error));
  }

  /** Leaves it to a program that has given its session to report a failure. */
  void silence() {
    silent = session != null;
  }

  /** Sets the exit code for when the work is done. */
  void end(int exitCode) {
    end = exitCode;
  }

  /** The current run. */
  Run current() {
    return Objects.requireNonNull(current);
  }

  /** Does the work, reports a failure, and returns the exit code. */
  int run(Work work) {
    try (Run run = Run.begin()) {
      current = run;
      SafeLog.install();
      try {
        if (master != null || deployMode != null) {
          throw new UsageException(
              "--master and --deploy-mode are options of spark-submit; give them before the jar");
        }
        work.run();
        return end;
      } catch (Throwable e) {
        FailureReport failure = run.failure(e);
        if (verbose) {
          StringWriter trace = new StringWriter();
          e.printStackTrace(new PrintWriter(trace));
          System.err.print(Printable.lines(Redaction.text(trace.toString())));
        }
        message = failure.message();
        cause = e;
        if (!silent) {
          System.err.println(message);
        }
        return failure.exitCode();
      }
    }
  }

  /**
   * Does work in the given session, in that of this process, or in a new one that is closed
   * afterwards.
   */
  void inSession(String appName, SparkWork work) throws Exception {
    if (session != null || Sessions.isOpen()) {
      inSession(Sessions.open(session, appName, clusterTimeout), true, work);
      return;
    }
    String temporary = System.getProperty(Sessions.TEMPORARY);
    try {
      inSession(Sessions.open(null, appName, clusterTimeout), false, work);
    } finally {
      System.setProperty(Sessions.TEMPORARY, temporary);
    }
  }

  private void inSession(SparkSession spark, boolean borrowed, SparkWork work) throws Exception {
    scala.Option<SparkSession> active = SparkSession.getActiveSession();
    boolean done = false;
    try {
      SparkSession.setActiveSession(spark);
      if (verbose) {
        spark.sparkContext().setLogLevel("INFO");
      } else if (!borrowed && System.getProperty("log4j2.configurationFile") == null) {
        spark.sparkContext().setLogLevel("FATAL");
        Configurator.setLevel(STORE_LOG, Level.WARN);
      }
      current().startJobs(spark.sparkContext());
      work.run(spark);
      done = true;
    } finally {
      current().endJobs(spark.sparkContext(), done);
      if (!borrowed) {
        spark.close();
      } else if (active.isDefined()) {
        SparkSession.setActiveSession(active.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }
}
