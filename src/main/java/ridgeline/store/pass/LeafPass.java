package ridgeline.store.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ridgeline.aggregate.FoldGroup;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.config.data.FoldsConfig;
import ridgeline.data.columns.RawTable;
import ridgeline.data.table.TrainingTable;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSlice;
import ridgeline.store.leaf.LeafSpecification;

/** A pass over rows that computes leaves. */
record LeafPass(LeafSpecification specification) {
  /** Unlike any seed of folds, so that folds over buckets do not depend on how these were dealt. */
  private static final long SEED = 7_046_029_254_386_353_131L;

  /**
   * Makes each bucket of each partition a fold.
   *
   * @param position SQL of the position of a row's partition
   * @param partitions number of partitions
   */
  FoldsConfig folds(String position, int partitions) {
    int buckets = specification.buckets();
    String fold =
        "CAST((%s) * %d + PMOD(XXHASH64(%s, %dL), %dL) AS INT)"
            .formatted(position, buckets, bucketKeys(), SEED, buckets);
    return new FoldsConfig(Math.multiplyExact(partitions, buckets), List.of(), 0, fold);
  }

  /** What the bucket of a row is a hash of. */
  private String bucketKeys() {
    Stream<String> keys =
        specification.bucketsBy().isEmpty() ? ofRows() : specification.bucketsBy().stream();
    return keys.map("(%s\n)"::formatted).collect(Collectors.joining(", "));
  }

  /** The expressions of label, weight and features. */
  Stream<String> ofRows() {
    return Stream.of(
            Stream.of(specification.label()),
            Stream.ofNullable(specification.weight()),
            specification.numeric().stream(),
            specification.categorical().stream().map(LeafSpecification.Category::expression))
        .flatMap(each -> each);
  }

  /**
   * Reads the rows.
   *
   * @param table prepared with {@link #folds}
   * @return the leaf of each partition
   */
  List<Leaf> leaves(TrainingTable table, int partitions) {
    int buckets = specification.buckets();
    RawTable raw = Objects.requireNonNull(table.raw());
    List<Integer> slices = specification.sliceColumns();
    FoldStatistics statistics =
        FoldStatistics.collectGroups(
            table, table.names().toArray(String[]::new), partitions, buckets, slices);
    FeatureLevels features = new FeatureLevels(raw.terms(), raw.levels());
    List<Leaf> leaves = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      FoldGroup group = statistics.groups().get(p);
      List<Moments> own =
          IntStream.range(p * buckets, (p + 1) * buckets)
              .mapToObj(statistics.moments()::heldOut)
              .toList();
      leaves.add(
          new Leaf(
                  features,
                  own,
                  Stream.ofNullable(group.quantiles()).toList(),
                  slices(slices, raw.levels(), group.slices()))
              .trimmed());
    }
    return leaves;
  }

  private static List<LeafSlice> slices(
      List<Integer> columns, List<List<String>> levels, List<List<Moments>> moments) {
    List<LeafSlice> slices = new ArrayList<>();
    for (int slice = 0; slice < columns.size(); slice++) {
      int column = columns.get(slice);
      List<Moments> own = moments.get(slice);
      for (int level = 0; level < own.size(); level++) {
        slices.add(new LeafSlice(column, levels.get(column).get(level), own.get(level)));
      }
    }
    return slices;
  }
}
