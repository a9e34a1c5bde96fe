package ridgeline.store.leaf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import ridgeline.stats.Moments;

/**
 * The statistics of one partition of a table: the moments of each bucket of its rows, over the
 * levels that these rows have.
 *
 * @param features the features of the moments
 * @param buckets at least one
 */
public record Leaf(FeatureLevels features, List<Moments> buckets) {
  public Leaf {
    buckets = List.copyOf(buckets);
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
    return new Leaf(narrower, buckets.stream().map(bucket -> bucket.select(positions)).toList());
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
    List<Moments> merged =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(bucket -> merged(leaves, bucket, union))
            .toList();
    return new Leaf(union, merged);
  }

  private static Moments merged(List<Leaf> leaves, int bucket, FeatureLevels union) {
    if (leaves.size() == 1) {
      return leaves.get(0).widened(bucket, union);
    }
    int half = (leaves.size() + 1) / 2;
    return merged(leaves.subList(0, half), bucket, union)
        .merge(merged(leaves.subList(half, leaves.size()), bucket, union));
  }

  private static boolean occurs(int feature, Moments bucket) {
    return bucket.mean(feature) != 0 || bucket.crossProducts().get(feature, feature) != 0;
  }

  /** The moments of a bucket over more levels, whose features are 0 in all of its rows. */
  private Moments widened(int bucket, FeatureLevels wider) {
    Moments moments = buckets.get(bucket);
    return wider.equals(features)
        ? moments
        : moments.embed(features.positionsIn(wider), wider.count());
  }
}
