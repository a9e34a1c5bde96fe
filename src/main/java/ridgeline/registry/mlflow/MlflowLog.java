package ridgeline.registry.mlflow;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.retrain.MlflowAddress;
import ridgeline.config.secret.Redaction;
import ridgeline.data.sql.SparkMessage;
import ridgeline.registry.Alias;
import ridgeline.registry.ModelRegistry;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.RegistryException;
import ridgeline.registry.VersionFiles;
import ridgeline.registry.gate.Verdict;

/**
 * Brings an MLflow server up to date with the registry of a model: a run and a version of a
 * registered model for each version, and the aliases. The registry decides; nothing is read back
 * into it. What is there already is not logged again, so any failure is mended by another attempt.
 */
public final class MlflowLog {
  /** How often the aliases are set because they moved meanwhile. */
  private static final int ATTEMPTS = 5;

  private final ModelRegistry registry;
  private final Target target;
  private final MlflowLogin login;
  private final MlflowServer.Patience patience;
  private final SortedSet<Long> pending = new TreeSet<>();

  /**
   * Where versions are logged.
   *
   * @param uri address of the server
   * @param experiment name of the experiment of the runs
   * @param model name of the registered model
   */
  public record Target(String uri, String experiment, String model) {}

  /** What is logged of one registry. */
  public MlflowLog(ModelRegistry registry, Target target, MlflowLogin login) {
    this(registry, target, login, MlflowServer.Patience.USUAL);
  }

  MlflowLog(
      ModelRegistry registry, Target target, MlflowLogin login, MlflowServer.Patience patience) {
    this.registry = registry;
    this.target = target;
    this.login = login;
    this.patience = patience;
  }

  /**
   * What the server has now.
   *
   * @param added the versions that were logged
   * @param versions the number in MLflow of each version that is there
   * @param aliases the version of each alias
   * @param page address of the registered model
   */
  public record Logged(
      List<Long> added, Map<Long, Long> versions, Map<Alias, Long> aliases, String page) {
    /** The address of the page of a version, or of the model if MLflow does not have it. */
    public String page(long version) {
      Long number = versions.get(version);
      return number == null ? page : "%s/versions/%d".formatted(page, number);
    }
  }

  /** What its user should know before anything is sent: a sentence, if there is something. */
  public Optional<String> warning() {
    return login.header().isPresent() && MlflowAddress.isClearText(target.uri)
        ? Optional.of(
            "the login of MLflow is sent to %s without encryption; give an https:// address if the server has one"
                .formatted(target.uri))
        : Optional.empty();
  }

  /** Adds a version to those that {@link #update} logs. */
  public void add(long version) {
    pending.add(version);
  }

  /**
   * Logs the versions that were added, those that have an alias, and those after the last one that
   * is logged, or after the first of the former if none is; as far as they have files and are not
   * logged, in their order. Then it sets the aliases.
   *
   * @throws MlflowException if something could not be logged; the next call tries it again
   */
  public Logged update() throws IOException {
    MlflowServer server = new MlflowServer(target.uri, login, patience);
    RegisteredModel model =
        RegisteredModel.open(
            server,
            target.model,
            registry.version(1).directory(),
            "The versions of %s in the store %s of Ridgeline."
                .formatted(registry.name(), Redaction.location(registry.store())));
    Map<Long, Long> known = model.versions();
    List<Long> added = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    @Nullable RunLog runs = null;
    for (long number : missing(known)) {
      runs = runs == null ? RunLog.open(server, target.experiment) : runs;
      server.renewPatience();
      try {
        log(number, runs, model);
        added.add(number);
      } catch (MlflowException | InterruptedIOException e) {
        throw e;
      } catch (IOException | RegistryException e) {
        if (registry.hasFiles(registry.version(number))) {
          damaged.add(sentence(number, e));
        } // otherwise another run has pruned it meanwhile
      }
    }
    server.renewPatience();
    Map<Long, Long> versions = added.isEmpty() ? known : model.versions();
    Map<Alias, Long> aliases = setAliases(model, versions);
    if (!damaged.isEmpty()) {
      throw new MlflowException(String.join("; ", damaged), null);
    }
    pending.clear();
    return new Logged(added, versions, aliases, model.page());
  }

  private static String sentence(long number, Exception damage) {
    return damage instanceof RegistryException
        ? String.valueOf(damage.getMessage())
        : "the files of version %d cannot be read: %s"
            .formatted(number, SparkMessage.firstLine(damage));
  }

  private List<Long> missing(Map<Long, Long> known) throws IOException {
    NavigableSet<Long> wanted = new TreeSet<>(pending);
    wanted.addAll(registry.aliases().values());
    long first =
        known.isEmpty()
            ? wanted.isEmpty() ? 1 : wanted.first()
            : Collections.max(known.keySet()) + 1;
    LongStream.rangeClosed(first, registry.newest()).forEach(wanted::add);
    wanted.removeAll(known.keySet());
    List<Long> missing = new ArrayList<>();
    for (long number : wanted) {
      if (registry.hasFiles(registry.version(number))) {
        missing.add(number);
      }
    }
    return missing;
  }

  private void log(long number, RunLog runs, RegisteredModel model) throws IOException {
    ModelVersion version = registry.version(number);
    VersionFiles files = registry.files(version);
    RunContent content = RunContent.of(version, files);
    Verdict verdict = content.verdict();
    Map<String, String> tags = new TreeMap<>();
    tags.put(RegisteredModel.VERSION, String.valueOf(number));
    tags.put("ridgeline.date", verdict.date());
    tags.put("ridgeline.verdict", verdict.promoted() ? "promoted" : "refused");
    Map<String, String> ofRun = new TreeMap<>(tags);
    ofRun.put("ridgeline.model", registry.name());
    ofRun.put("ridgeline.store", Redaction.location(registry.store()));
    ofRun.put("ridgeline.job", version.configHash());
    ofRun.put("ridgeline.code", version.code());
    if (version.parent() != null) {
      ofRun.put("ridgeline.parent", version.parent().toString());
    }
    ofRun.put("mlflow.note.content", verdict.sentence());
    ofRun.put("mlflow.source.name", "jobs/retrain");
    ofRun.put("mlflow.source.type", "JOB");
    String name = "%s %s".formatted(registry.name(), verdict.date());
    model.add(runs.log(name, version, content, ofRun, files), verdict.sentence(), tags);
  }

  private Map<Alias, Long> setAliases(RegisteredModel model, Map<Long, Long> versions)
      throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Map<Alias, Long> aliases = registry.aliases();
      Map<Alias, Long> logged = new EnumMap<>(Alias.class);
      aliases.forEach(
          (alias, number) -> {
            if (versions.containsKey(number)) {
              logged.put(alias, number);
            }
          });
      Map<String, Long> there = model.aliases();
      for (Alias alias : Alias.values()) {
        @Nullable Long number = logged.get(alias);
        model.setAlias(alias.toString(), number == null ? null : versions.get(number), there);
      }
      if (registry.aliases().equals(aliases)) {
        return logged;
      }
    }
    throw new MlflowException(
        "the aliases of %s moved again and again while they were set".formatted(registry.name()),
        null);
  }
}
