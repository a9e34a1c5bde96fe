package ridgeline.store.leaf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import ridgeline.data.feature.Term;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;

/**
 * The statistics of one partition of a table: the moments of each bucket of its rows, over the
 * levels that these rows have, and quantiles of its numbers.
 *
 * @param features the features of the moments
 * @param buckets at least one
 * @param quantiles of each numeric term, with none for categorical ones, and of the label, in parts
 *     that together are the rows; no parts if there are no rows
 * @param slices of the rows by the levels of some categories, in order; those without rows may be
 *     left out
 */
public record Leaf(
    FeatureLevels features,
    List<Moments> buckets,
    List<Quantiles> quantiles,
    List<LeafSlice> slices) {
  public Leaf {
    buckets = List.copyOf(buckets);
    quantiles = List.copyOf(quantiles);
    slices = List.copyOf(slices);
    if (buckets.isEmpty()) {
      throw new IllegalArgumentException("has no buckets");
    }
    for (Moments bucket : buckets) {
      if (bucket.features() != features.count()) {
        throw new IllegalArgumentException(
            "has moments of %,d features where its levels make %,d"
                .formatted(bucket.features(), features.count()));
      }
    }
    for (Quantiles part : quantiles) {
      requireColumns(part, features);
    }
    for (int i = 0; i < slices.size(); i++) {
      LeafSlice slice = slices.get(i);
      if (slice.moments().features() != features.count()
          || slice.column() < 0
          || slice.column() >= features.levels().size()
          || !features.levels().get(slice.column()).contains(slice.level())
          || (i > 0 && LeafSlice.ORDER.compare(slices.get(i - 1), slice) >= 0)) {
        throw new IllegalArgumentException(
            "has a slice of level %s of category %d that does not fit its features"
                .formatted(slice.level(), slice.column()));
      }
    }
  }

  private static void requireColumns(Quantiles quantiles, FeatureLevels features) {
    List<Term> terms = features.terms();
    if (quantiles.columns().size() != terms.size() + 1) {
      throw new IllegalArgumentException(
          "has quantiles of %,d columns where %,d terms and the label are expected"
              .formatted(quantiles.columns().size(), terms.size()));
    }
    for (int column = 0; column <= terms.size(); column++) {
      boolean isNumeric = column == terms.size() || terms.get(column).categorical().isEmpty();
      if (isNumeric != quantiles.columns().get(column).length > 0) {
        throw new IllegalArgumentException(
            "%s quantiles of term %d".formatted(isNumeric ? "lacks" : "has", column));
      }
    }
  }

  /** The leaf of a partition without rows. */
  public static Leaf empty(LeafSpecification specification) {
    FeatureLevels features =
        specification.features(
            specification.categorical().stream().map(category -> List.<String>of()).toList());
    return new Leaf(
        features,
        Collections.nCopies(specification.buckets(), Moments.empty(features.count())),
        List.of(),
        List.of());
  }

  /** The same rows, without the levels that none of positive weight has. */
  public Leaf trimmed() {
    int[] starts = features.ownStarts();
    List<List<String>> kept = new ArrayList<>();
    for (int column = 0; column < starts.length; column++) {
      List<String> levels = features.levels().get(column);
      int start = starts[column];
      kept.add(
          IntStream.range(0, levels.size())
              .filter(k -> buckets.stream().anyMatch(bucket -> occurs(start + k, bucket)))
              .mapToObj(levels::get)
              .toList());
    }
    FeatureLevels narrower = new FeatureLevels(features.terms(), kept);
    int[] positions = narrower.positionsIn(features);
    return new Leaf(
        narrower,
        buckets.stream().map(bucket -> bucket.select(positions)).toList(),
        quantiles,
        slices.stream()
            .filter(slice -> slice.moments().rows() > 0)
            .map(slice -> slice.with(slice.moments().select(positions)))
            .toList());
  }

  /**
   * The rows of all leaves, bucket by bucket, merged in pairs of neighbours so that rounding errors
   * grow with the logarithm of their number (Chan, Golub and LeVeque 1979, section 3). The result
   * depends on the leaves and their order only.
   *
   * @param leaves at least one, with the same terms and numbers of buckets
   */
  public static Leaf merged(List<Leaf> leaves) {
    FeatureLevels union = FeatureLevels.union(leaves.stream().map(Leaf::features).toList());
    int count = leaves.get(0).buckets.size();
    if (leaves.stream().anyMatch(leaf -> leaf.buckets.size() != count)) {
      throw new IllegalArgumentException("the leaves have different numbers of buckets");
    }
    List<int[]> positions = leaves.stream().map(leaf -> leaf.features.positionsIn(union)).toList();
    List<Moments> merged =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(
                bucket ->
                    merged(
                        k ->
                            embedded(
                                leaves.get(k).buckets.get(bucket), positions.get(k), union.count()),
                        0,
                        leaves.size()))
            .toList();
    return new Leaf(
        union,
        merged,
        leaves.stream().flatMap(leaf -> leaf.quantiles.stream()).toList(),
        mergedSlices(leaves, positions, union.count()));
  }

  private static List<LeafSlice> mergedSlices(
      List<Leaf> leaves, List<int[]> positions, int features) {
    NavigableMap<LeafSlice, List<Moments>> parts = new TreeMap<>(LeafSlice.ORDER);
    Moments none = Moments.empty(features);
    for (int k = 0; k < leaves.size(); k++) {
      int[] own = positions.get(k);
      for (LeafSlice slice : leaves.get(k).slices) {
        parts
            .computeIfAbsent(
                slice, level -> new ArrayList<>(Collections.nCopies(leaves.size(), none)))
            .set(k, embedded(slice.moments(), own, features));
      }
    }
    return parts.entrySet().stream()
        .map(slice -> slice.getKey().with(merged(slice.getValue()::get, 0, leaves.size())))
        .toList();
  }

  /**
   * The same moments over more features.
   *
   * @param positions of the variables among those of the features
   */
  private static Moments embedded(Moments moments, int[] positions, int features) {
    return moments.features() == features ? moments : moments.embed(positions, features);
  }

  /** Merges parts in pairs of neighbours; each is made when it is needed. */
  private static Moments merged(IntFunction<Moments> parts, int from, int to) {
    if (to - from == 1) {
      return parts.apply(from);
    }
    int middle = from + (to - from + 1) / 2;
    return merged(parts, from, middle).merge(merged(parts, middle, to));
  }

  /** The same rows with all weights multiplied. */
  public Leaf scaled(double factor) {
    return factor == 1
        ? this
        : new Leaf(
            features,
            buckets.stream().map(bucket -> bucket.scaled(factor)).toList(),
            quantiles.stream().map(part -> part.scaled(factor)).toList(),
            slices.stream().map(slice -> slice.with(slice.moments().scaled(factor))).toList());
  }

  /** The same rows, without what is known of their levels. */
  public Leaf withoutSlices() {
    return slices.isEmpty() ? this : new Leaf(features, buckets, quantiles, List.of());
  }

  /** The same rows over the levels of wider features. */
  public Leaf over(FeatureLevels wider) {
    int[] positions = features.positionsIn(wider);
    return new Leaf(
        wider,
        buckets.stream().map(bucket -> bucket.embed(positions, wider.count())).toList(),
        quantiles,
        slices.stream()
            .map(slice -> slice.with(slice.moments().embed(positions, wider.count())))
            .toList());
  }

  /** The same rows in one bucket. */
  public Leaf inOneBucket() {
    return new Leaf(features, List.of(total()), quantiles, slices);
  }

  /** The moments of all rows. */
  public Moments total() {
    return buckets.stream().reduce(Moments::merge).orElseThrow();
  }

  private static boolean occurs(int feature, Moments bucket) {
    return bucket.mean(feature) != 0 || bucket.crossProducts().get(feature, feature) != 0;
  }
}
