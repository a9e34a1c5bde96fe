package ridgeline.store.pass;

import java.util.List;
import java.util.stream.Collectors;
import ridgeline.data.source.SourcePartition;
import ridgeline.data.sql.ColumnNames;

/** SQL that finds the partition of a row. */
final class PartitionIndex {
  private PartitionIndex() {}

  /** A condition that holds for the rows of these partitions, from which Spark prunes files. */
  static String condition(List<SourcePartition> partitions) {
    return partitions.stream()
        .map(
            partition ->
                partition.keys().stream()
                    .map(key -> "%s <=> %s".formatted(column(key), key.literal()))
                    .collect(Collectors.joining(" AND ", "(", ")")))
        .collect(Collectors.joining(" OR "));
  }

  /**
   * The position of a row's partition, found in logarithmically many comparisons.
   *
   * @param partitions in the order of their values, null first; the row is in one of them
   */
  static String position(List<SourcePartition> partitions) {
    return position(partitions, 0, partitions.size(), 0);
  }

  private static String position(List<SourcePartition> partitions, int from, int to, int depth) {
    if (to - from == 1) {
      return String.valueOf(from);
    }
    int middle = startOfKey(partitions, from, to, depth);
    if (middle == from) {
      return position(partitions, from, to, depth + 1);
    }
    SourcePartition.Key key = partitions.get(middle).keys().get(depth);
    return "IF(COALESCE(%s < %s, TRUE), %s, %s)"
        .formatted(
            column(key),
            key.literal(),
            position(partitions, from, middle, depth),
            position(partitions, middle, to, depth));
  }

  /**
   * The first partition with some value of a key, near the middle; {@code from} if all have the
   * same.
   */
  private static int startOfKey(List<SourcePartition> partitions, int from, int to, int depth) {
    int middle = (from + to) / 2;
    for (int distance = 0; distance < to - from; distance++) {
      if (middle - distance > from && startsKey(partitions, middle - distance, depth)) {
        return middle - distance;
      }
      if (middle + distance < to && startsKey(partitions, middle + distance, depth)) {
        return middle + distance;
      }
    }
    return from;
  }

  private static boolean startsKey(List<SourcePartition> partitions, int at, int depth) {
    return !partitions.get(at).keys().get(depth).equals(partitions.get(at - 1).keys().get(depth));
  }

  private static String column(SourcePartition.Key key) {
    return ColumnNames.quotedName(key.column());
  }
}
