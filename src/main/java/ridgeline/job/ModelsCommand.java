package ridgeline.job;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import ridgeline.config.retrain.MlflowAddress;
import ridgeline.config.retrain.MlflowConfig;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.NewFile;
import ridgeline.job.summary.store.ListedModel;
import ridgeline.job.summary.store.ModelsSummary;
import ridgeline.job.work.Version;
import ridgeline.job.work.store.StoredModels;
import ridgeline.job.work.store.VersionComparison;
import ridgeline.registry.ChampionChange;
import ridgeline.registry.ModelReference;
import ridgeline.registry.ModelRegistry;
import ridgeline.registry.Pruning;
import ridgeline.registry.gate.ErrorMatrix;
import ridgeline.registry.mlflow.MlflowLog;
import ridgeline.registry.mlflow.MlflowLogin;
import ridgeline.report.linear.ErrorTable;

/** The command line that shows and changes the models of a store. No Spark session is opened. */
@Command(
    name = "models",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Shows the models of a store, which jobs/retrain writes, and changes which version is in use.",
      "",
      "A version is named by the store and the model: STORE NAME:7, STORE NAME@champion, or in one"
          + " word, STORE/NAME:7."
    })
public final class ModelsCommand implements JobCommand.Sharing {
  @Mixin private JobCommand job = new JobCommand();

  /** The model or the version that a command is about. */
  static final class Target {
    @Parameters(
        index = "0",
        paramLabel = "STORE",
        description = "The directory of the store, here or on a Hadoop file system.")
    private String store = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "NAME[@ALIAS|:VERSION]",
        description =
            "A model, or a version of it: by its number, or as champion, challenger or previous.")
    private @Nullable String name;

    /** What the arguments name; null if they name no more than a store. */
    @Nullable ModelReference reference(Configuration configuration) throws IOException {
      if (name != null) {
        return ModelReference.in(store, name);
      }
      ModelReference version = ModelReference.of(store);
      if (version != null) {
        return version;
      }
      ModelReference model = ModelReference.ofModel(store);
      return model != null
              && ModelRegistry.names(store, configuration).isEmpty()
              && ModelRegistry.names(model.store(), configuration).contains(model.name())
          ? model
          : null;
    }

    ModelReference required(Configuration configuration) throws IOException {
      ModelReference reference = reference(configuration);
      if (reference == null) {
        throw new UsageException(
            "no model given; add its name after %s, which has %s"
                .formatted(
                    Redaction.location(store),
                    String.join(", ", ModelRegistry.names(store, configuration))));
      }
      return reference;
    }

    ModelReference requiredModel(Configuration configuration) throws IOException {
      ModelReference reference = required(configuration);
      if (reference.isOfVersion()) {
        throw new UsageException(
            "a model is expected, not a version of it; leave out what follows %s"
                .formatted(reference.name()));
      }
      return reference;
    }
  }

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    JobCommand.executeAndExit(new ModelsCommand(), args);
  }

  /** Runs the job. */
  public static JobOutcome run(String... args) {
    return JobCommand.execute(new ModelsCommand(), null, args);
  }

  /** Runs the job; the session is not used. */
  public static JobOutcome run(SparkSession spark, String... args) {
    return JobCommand.execute(new ModelsCommand(), spark, args);
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
          throw new UsageException(
              "no command given; add list, show, compare, promote, rollback, log or prune, or see --help");
        });
  }

  private static Configuration configuration() {
    return SparkHadoopUtil.get().conf();
  }

  @Command(
      name = "list",
      description = "Lists the models of a store, or the versions of one of them.")
  int list(@Mixin Target target) {
    return job.run(
        () -> {
          StoredModels models;
          ModelReference model = target.reference(configuration());
          if (model == null) {
            models = new StoredModels(target.store, configuration());
            List<ListedModel> all = models.models();
            if (all.isEmpty()) {
              throw new UsageException(
                  "%s has no models; check the location"
                      .formatted(Redaction.location(target.store)));
            }
            ModelsSummary.printModels(all, System.out);
          } else {
            model = target.requiredModel(configuration());
            models = new StoredModels(model.store(), configuration());
            ModelsSummary.printVersions(models.versions(model.name()), System.out);
          }
        });
  }

  @Command(
      name = "show",
      description =
          "Prints all about a version: what it was trained on, what the gate decided, and which"
              + " aliases it has had. It is the champion if no other is named.")
  int show(@Mixin Target target) {
    return job.run(
        () -> {
          ModelReference version = target.required(configuration());
          ModelsSummary.print(
              new StoredModels(version.store(), configuration()).version(version), System.out);
        });
  }

  @Command(
      name = "compare",
      description =
          "Prints the error of versions on each stored partition, worked out from the statistics;"
              + " no row is read. Partitions that a version was trained on have a star.")
  int compare(
      @Mixin Target target,
      @Option(
              names = "--versions",
              split = ",",
              paramLabel = "NUMBER",
              description =
                  "The versions, such as 3,7; default: the 10 newest and those with an alias.")
          @Nullable List<Long> versions,
      @Option(
              names = "--last",
              paramLabel = "N",
              defaultValue = "" + Integer.MAX_VALUE,
              description = "Number of the newest dates to score; default: all.")
          int last,
      @Option(
              names = "--out",
              paramLabel = "FILE.csv",
              description = "Also write the errors to a new csv file.")
          @Nullable String out,
      @Option(
              names = "--html",
              paramLabel = "FILE.html",
              description = "Also write a new page that draws the errors.")
          @Nullable String html) {
    return job.run(
        () -> {
          if (last < 1) {
            throw new UsageException("--last must be >= 1, got: " + last);
          }
          if (versions != null && versions.isEmpty()) {
            throw new UsageException("--versions names none; give numbers, such as 3,7");
          }
          ModelReference model = target.requiredModel(configuration());
          VersionComparison comparison =
              new VersionComparison(model.store(), model.name(), configuration());
          ErrorMatrix errors =
              comparison.errors(versions == null ? comparison.defaultVersions() : versions, last);
          ModelsSummary.print(errors, System.out);
          if (out != null) {
            StringWriter csv = new StringWriter();
            ErrorTable.write(errors, csv);
            write(out, csv);
          }
          if (html != null) {
            StringWriter page = new StringWriter();
            comparison.writePage(errors, page);
            write(html, page);
          }
        });
  }

  private static void write(String file, StringWriter content) throws IOException {
    NewFile.write(file, content.toString(), configuration());
    System.out.printf("written to %s%n", Printable.line(Redaction.location(file)));
  }

  @Command(
      name = "promote",
      description =
          "Makes a version the champion, after all its files were checked against their hashes."
              + " Refused if another run changes the champion meanwhile.")
  int promote(@Mixin Target target, @Mixin Decision decision) {
    return job.run(
        () -> {
          ModelReference version = target.required(configuration());
          if (!version.isOfVersion()) {
            throw new UsageException(
                "no version given; add :VERSION or @ALIAS to %s".formatted(version.name()));
          }
          ModelRegistry registry =
              ModelRegistry.ofKnown(version.store(), version.name(), configuration());
          ChampionChange change = new ChampionChange(registry);
          long number = version.resolve(registry);
          change.promote(number, Instant.now(), decision.by(), decision.why());
          printChampion(number, change, version.name());
        });
  }

  private static void printChampion(long number, ChampionChange change, String name) {
    System.out.printf(
        "version %d is the champion of %s%s%n",
        number,
        Printable.line(name),
        change.before() == null ? "" : ", after version " + change.before());
  }

  @Command(
      name = "rollback",
      description =
          "Makes the previous champion the champion again, after all its files were checked against"
              + " their hashes.")
  int rollback(@Mixin Target target, @Mixin Decision decision) {
    return job.run(
        () -> {
          ModelReference model = target.requiredModel(configuration());
          ChampionChange change =
              new ChampionChange(
                  ModelRegistry.ofKnown(model.store(), model.name(), configuration()));
          long number = change.rollBack(Instant.now(), decision.by(), decision.why());
          printChampion(number, change, model.name());
        });
  }

  @Command(
      name = "log",
      description = {
        "Logs to an MLflow server what it does not have: versions with an alias, those after them or"
            + " after the last one that is logged, and where the aliases are.",
        "A login is read from MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or"
            + " MLFLOW_TRACKING_TOKEN."
      })
  int log(
      @Mixin Target target,
      @Option(
              names = "--uri",
              required = true,
              paramLabel = "URI",
              description = "The address of the server, such as http://127.0.0.1:5000.")
          String uri,
      @Option(
              names = "--experiment",
              paramLabel = "NAME",
              description = "The experiment of the runs; default: the name of the model.")
          @Nullable String experiment,
      @Option(
              names = "--model",
              paramLabel = "NAME",
              description = "The registered model; default: the name of the model.")
          @Nullable String registered) {
    return job.run(
        () -> {
          MlflowAddress.problem(uri)
              .ifPresent(
                  problem -> {
                    throw new UsageException("--uri " + problem);
                  });
          requireName("--experiment", experiment, MlflowConfig.NAME, "");
          requireName("--model", registered, MlflowConfig.MODEL, ", slashes, colons or @");
          ModelReference model = target.requiredModel(configuration());
          ModelRegistry registry =
              ModelRegistry.ofKnown(model.store(), model.name(), configuration());
          MlflowLog log =
              new MlflowLog(
                  registry,
                  new MlflowLog.Target(
                      uri,
                      Objects.requireNonNullElse(experiment, model.name()),
                      Objects.requireNonNullElse(registered, model.name())),
                  MlflowLogin.of(System.getenv()));
          MlflowUpdates.warn(log);
          ModelsSummary.printLogged(log.update(), System.out);
        });
  }

  private static void requireName(
      String option, @Nullable String name, String pattern, String others) {
    if (name != null && (name.isBlank() || !name.matches(pattern))) {
      throw new UsageException(
          "%s must be a name of at most 250 characters without quotes, tabs, line breaks%s, got: %s"
              .formatted(option, others, Printable.message(name)));
    }
  }

  @Command(
      name = "prune",
      description = {
        "Removes the files of all but the newest versions, and what runs left behind that ended"
            + " without a version more than a day ago.",
        "The files of versions with an alias are kept, and so are the records of all versions."
      })
  int prune(
      @Mixin Target target,
      @Option(
              names = "--keep",
              paramLabel = "N",
              defaultValue = "30",
              description = "Number of versions whose files are kept; default ${DEFAULT-VALUE}.")
          int keep) {
    return job.run(
        () -> {
          ModelReference model = target.requiredModel(configuration());
          ModelRegistry registry =
              ModelRegistry.ofKnown(model.store(), model.name(), configuration());
          ModelsSummary.printRemoved(new Pruning(registry, keep).run(Instant.now()), System.out);
        });
  }
}
