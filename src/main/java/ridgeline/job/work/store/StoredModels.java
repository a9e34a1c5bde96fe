package ridgeline.job.work.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import ridgeline.job.summary.store.ListedModel;
import ridgeline.job.summary.store.ListedVersion;
import ridgeline.job.summary.store.ShownVersion;
import ridgeline.job.work.Retraining;
import ridgeline.model.LinearModel;
import ridgeline.model.ModelDirectory;
import ridgeline.registry.Alias;
import ridgeline.registry.AliasMove;
import ridgeline.registry.ModelReference;
import ridgeline.registry.ModelRegistry;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.RegistryException;
import ridgeline.registry.SourceChanges;
import ridgeline.registry.VersionFiles;
import ridgeline.registry.gate.Distribution;
import ridgeline.registry.gate.Verdict;
import ridgeline.registry.gate.VersionStatistics;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;

/** What is known of the models of a store, from their records and files; opens no session. */
public final class StoredModels {
  private static final int MAX_COEFFICIENTS = 10;

  private final String store;
  private final Configuration configuration;

  public StoredModels(String store, Configuration configuration) {
    this.store = store;
    this.configuration = configuration;
  }

  /** All models with versions, by their names. */
  public List<ListedModel> models() throws IOException {
    List<ListedModel> models = new ArrayList<>();
    for (String name : ModelRegistry.names(store, configuration)) {
      ModelRegistry registry = new ModelRegistry(store, name, configuration);
      long versions = registry.newest();
      if (versions > 0) {
        models.add(model(registry, versions));
      }
    }
    return models;
  }

  private static ListedModel model(ModelRegistry registry, long versions) throws IOException {
    Collection<AliasMove> moves = registry.moves().values();
    Map<Alias, Long> aliases = Map.of();
    for (AliasMove move : moves) {
      aliases = move.aliases();
    }
    @Nullable Long champion = aliases.get(Alias.CHAMPION);
    @Nullable String since = null;
    @Nullable Long before = null;
    for (AliasMove move : moves) {
      @Nullable Long now = move.aliases().get(Alias.CHAMPION);
      if (!Objects.equals(now, before)) {
        since = move.at();
      }
      before = now;
    }
    return new ListedModel(
        registry.name(),
        versions,
        aliases,
        champion == null ? null : registry.version(champion).logicalDate(),
        champion == null ? null : since);
  }

  /** All versions of a model, the newest last. */
  public List<ListedVersion> versions(String name) throws IOException {
    ModelRegistry registry = ModelRegistry.ofKnown(store, name, configuration);
    Map<String, StoredLeaf> leaves = leaves();
    Map<Alias, Long> aliases = registry.aliases();
    List<String> directories = registry.directories();
    Map<Long, ModelVersion> versions = registry.versions();
    Set<Long> neverChampion = neverChampion(versions, aliases.values(), registry);
    List<ListedVersion> listed = new ArrayList<>();
    versions.forEach(
        (number, version) -> {
          String problem =
              directories.contains(version.directory()) ? null : "its files were pruned";
          listed.add(
              listed(number, version, aliases, neverChampion.contains(number), problem, leaves));
        });
    return listed;
  }

  /**
   * The versions that the gate let pass, but that have never been the champion. The log of the
   * aliases is read only if no later version and no alias says that one of them has.
   */
  private static Set<Long> neverChampion(
      Map<Long, ModelVersion> versions, Collection<Long> aliased, ModelRegistry registry)
      throws IOException {
    Set<Long> passed = new HashSet<>();
    versions.forEach(
        (number, version) -> {
          if (version.result() != null && version.result().promoted()) {
            passed.add(number);
          }
        });
    versions.values().forEach(version -> passed.remove(version.parent()));
    passed.removeAll(aliased);
    if (!passed.isEmpty()) {
      registry.moves().values().forEach(move -> passed.remove(move.aliases().get(Alias.CHAMPION)));
    }
    return passed;
  }

  private Map<String, StoredLeaf> leaves() throws IOException {
    return LeafTable.open(LeafTable.locationIn(store), configuration).snapshot().leaves();
  }

  private static ListedVersion listed(
      long number,
      ModelVersion version,
      Map<Alias, Long> aliases,
      boolean neverChampion,
      @Nullable String problem,
      Map<String, StoredLeaf> leaves) {
    return new ListedVersion(
        number,
        version.logicalDate(),
        aliases.entrySet().stream()
            .filter(alias -> alias.getValue() == number)
            .map(Map.Entry::getKey)
            .toList(),
        version.result(),
        neverChampion,
        problem,
        SourceChanges.of(version, leaves));
  }

  /** A version of a model. */
  public ShownVersion version(ModelReference reference) throws IOException {
    ModelRegistry registry = ModelRegistry.ofKnown(store, reference.name(), configuration);
    long number = reference.resolve(registry);
    ModelVersion version = registry.version(number);
    @Nullable Verdict verdict = null;
    ShownVersion.@Nullable Fit fit = null;
    @Nullable String problem = null;
    if (registry.hasFiles(version)) {
      try {
        VersionFiles files = registry.files(version);
        verdict = files.read(Verdict.FILE, Verdict.class);
        fit = fit(files);
      } catch (RegistryException e) {
        problem = e.getMessage();
      }
    } else {
      problem = "its files were pruned";
    }
    Map<Alias, Long> aliases = registry.aliases();
    return new ShownVersion(
        registry.name(),
        listed(
            number,
            version,
            aliases,
            neverChampion(Map.of(number, version), aliases.values(), registry).contains(number),
            problem,
            leaves()),
        version,
        registry.directory(version.directory()),
        verdict,
        fit,
        moves(number, registry));
  }

  private ShownVersion.Fit fit(VersionFiles files) throws IOException {
    JsonNode window = files.result().path("window");
    JsonNode selected = new JsonMapper().readTree(files.read("sweep.json")).path("selected");
    Path directory = new Path(files.location());
    LinearModel model =
        LinearModel.read(
            ModelDirectory.open(directory.getFileSystem(configuration), directory)
                .read(LinearModel.FILE));
    VersionStatistics statistics = Retraining.statistics(files);
    return new ShownVersion.Fit(
        window.path("after").asText(null),
        window.path("last").asText(),
        window.path("halfLifeDays").isNumber() ? window.path("halfLifeDays").asLong() : null,
        window.path("rows").asLong(),
        window.path("partitions").asLong(),
        window.path("features").asLong(),
        selected.path("regParam").asDouble(),
        selected.path("elasticNetParam").asDouble(),
        model.intercept(),
        strongest(model, statistics.training()));
  }

  private static List<ShownVersion.Coefficient> strongest(
      LinearModel model, Distribution training) {
    List<Double> deviations = training.deviations();
    double label = deviations.get(deviations.size() - 1);
    return IntStream.range(0, model.terms().size())
        .filter(j -> model.coefficients().get(j) != 0)
        .mapToObj(
            j ->
                new ShownVersion.Coefficient(
                    model.terms().get(j),
                    model.coefficients().get(j),
                    model.coefficients().get(j) * deviations.get(j) / label))
        .sorted(Comparator.comparingDouble(each -> -Math.abs(each.standardized())))
        .limit(MAX_COEFFICIENTS)
        .toList();
  }

  /** The moves that led an alias to a version, or away from it. */
  private static Map<Long, AliasMove> moves(long version, ModelRegistry registry)
      throws IOException {
    Map<Long, AliasMove> moves = new TreeMap<>();
    List<Alias> before = List.of();
    for (Map.Entry<Long, AliasMove> move : registry.moves().entrySet()) {
      List<Alias> after =
          move.getValue().aliases().entrySet().stream()
              .filter(alias -> alias.getValue() == version)
              .map(Map.Entry::getKey)
              .toList();
      if (!after.equals(before)) {
        moves.put(move.getKey(), move.getValue());
      }
      before = after;
    }
    return moves;
  }
}
