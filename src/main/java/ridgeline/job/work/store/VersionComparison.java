package ridgeline.job.work.store;

import java.io.IOException;
import java.io.Writer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import ridgeline.config.secret.Redaction;
import ridgeline.job.work.Retraining;
import ridgeline.registry.Alias;
import ridgeline.registry.ModelRegistry;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.gate.ErrorMatrix;
import ridgeline.registry.gate.VersionStatistics;
import ridgeline.report.linear.ErrorMatrixPage;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;
import ridgeline.store.window.PartitionDates;

/** Scores versions of a model on stored partitions, without their rows; opens no session. */
public final class VersionComparison {
  private static final int NEWEST = 10;

  private final ModelRegistry registry;
  private final LeafTable statistics;

  public VersionComparison(String store, String model, Configuration configuration)
      throws IOException {
    registry = ModelRegistry.ofKnown(store, model, configuration);
    statistics = LeafTable.open(LeafTable.locationIn(store), configuration);
  }

  /** The newest versions, and those with an alias, as far as they have files. */
  public List<Long> defaultVersions() throws IOException {
    long newest = registry.newest();
    TreeSet<Long> candidates = new TreeSet<>(registry.aliases().values());
    for (long number = Math.max(1, newest - NEWEST + 1); number <= newest; number++) {
      candidates.add(number);
    }
    List<Long> versions = new ArrayList<>();
    for (long number : candidates) {
      if (registry.hasFiles(registry.version(number))) {
        versions.add(number);
      }
    }
    return versions;
  }

  /**
   * The errors of some versions, each once.
   *
   * @param dates number of the newest dates whose partitions are scored
   * @throws ridgeline.registry.RegistryException if there is no such version, or its files were
   *     removed
   */
  public ErrorMatrix errors(Collection<Long> versions, long dates) throws IOException {
    List<Long> distinct = versions.stream().distinct().toList();
    List<ErrorMatrix.Scored> scored = new ArrayList<>();
    for (long number : distinct) {
      scored.add(scored(number));
    }
    List<ErrorMatrix.Row> rows = new ArrayList<>();
    for (StoredLeaf stored : newest(statistics.snapshot().leaves(), dates)) {
      Leaf leaf = statistics.read(stored);
      if (leaf.total().rows() > 0) {
        rows.add(ErrorMatrix.row(stored.partition(), leaf, scored));
      }
    }
    return new ErrorMatrix(distinct, rows);
  }

  /**
   * Writes a page that draws errors.
   *
   * @param errors of versions of this model
   */
  public void writePage(ErrorMatrix errors, Writer to) throws IOException {
    Map<Alias, Long> aliases = registry.aliases();
    List<ErrorMatrixPage.Version> versions = new ArrayList<>();
    for (long number : errors.versions()) {
      versions.add(
          new ErrorMatrixPage.Version(
              number,
              registry.version(number).logicalDate(),
              aliases.entrySet().stream()
                  .filter(alias -> alias.getValue() == number)
                  .map(alias -> alias.getKey().toString())
                  .toList()));
    }
    String label = Redaction.sql(statistics.specification().label());
    ErrorMatrixPage.write(registry.name(), label, versions, errors, to);
  }

  private ErrorMatrix.Scored scored(long number) throws IOException {
    ModelVersion version = registry.version(number);
    VersionStatistics own = Retraining.statistics(registry.files(version));
    return new ErrorMatrix.Scored(
        number, own.fitted(statistics.specification()), version.sources().keySet());
  }

  /** The leaves of the newest dates, by date and name. */
  private static List<StoredLeaf> newest(Map<String, StoredLeaf> leaves, long dates) {
    PartitionDates known = PartitionDates.of(leaves.keySet());
    Function<String, LocalDate> date = partition -> known.of(partition).orElse(LocalDate.MIN);
    List<LocalDate> all = leaves.keySet().stream().map(date).distinct().sorted().toList();
    if (all.isEmpty()) {
      return List.of();
    }
    LocalDate first = all.get((int) Math.max(0, all.size() - dates));
    return leaves.values().stream()
        .filter(leaf -> !date.apply(leaf.partition()).isBefore(first))
        .sorted(Comparator.comparing(leaf -> date.apply(leaf.partition())))
        .toList();
  }
}
