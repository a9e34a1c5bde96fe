package ridgeline.registry.gate;

import java.util.List;
import java.util.Set;
import ridgeline.store.leaf.Leaf;

/**
 * The errors of versions of a model on partitions, worked out from stored statistics.
 *
 * @param versions their numbers
 * @param rows one for each partition
 */
public record ErrorMatrix(List<Long> versions, List<Row> rows) {
  public ErrorMatrix {
    versions = List.copyOf(versions);
    rows = List.copyOf(rows);
  }

  /**
   * A version to be scored.
   *
   * @param version its number
   * @param partitions that it was trained on
   */
  public record Scored(long version, ScoredFit fit, Set<String> partitions) {}

  /**
   * The errors on one partition.
   *
   * @param partition its name
   * @param rows number of its rows of positive weight
   * @param cells one for each version
   */
  public record Row(String partition, long rows, List<Cell> cells) {}

  /**
   * The error of a version on a partition.
   *
   * @param rmse root of the mean squared error
   * @param trained whether the version was trained on the partition
   */
  public record Cell(double rmse, boolean trained) {}

  /** The errors on a partition with rows. */
  public static Row row(String partition, Leaf leaf, List<Scored> versions) {
    Leaf total = leaf.inOneBucket();
    return new Row(
        partition,
        total.total().rows(),
        versions.stream()
            .map(
                scored ->
                    new Cell(
                        Math.sqrt(scored.fit().meanSquaredError(total)),
                        scored.partitions().contains(partition)))
            .toList());
  }
}
