package ridgeline.store.pass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ridgeline.data.source.SourcePartition;

/** SQL that finds the partition of a row. */
final class PartitionIndex {
  private PartitionIndex() {}

  /** A condition that holds for the rows of these partitions, from which Spark prunes files. */
  static String condition(List<SourcePartition> partitions) {
    return condition(partitions, 0);
  }

  /** Values of a key that are followed by the same other keys share a condition. */
  private static String condition(List<SourcePartition> partitions, int depth) {
    if (depth == partitions.get(0).keys().size()) {
      return "TRUE";
    }
    Map<SourcePartition.Key, List<SourcePartition>> ofKeys = new LinkedHashMap<>();
    for (SourcePartition partition : partitions) {
      ofKeys
          .computeIfAbsent(partition.keys().get(depth), unseen -> new ArrayList<>())
          .add(partition);
    }
    Map<String, List<SourcePartition.Key>> followed = new LinkedHashMap<>();
    ofKeys.forEach(
        (key, of) ->
            followed
                .computeIfAbsent(condition(of, depth + 1), unseen -> new ArrayList<>())
                .add(key));
    return followed.entrySet().stream()
        .map(of -> "((%s) AND %s)".formatted(anyOf(of.getValue()), of.getKey()))
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  /**
   * Spark looks an expression up in a set of values, which it computes once for a row. Not so
   * columns, whose values may be 0 and -0.
   */
  private static String anyOf(List<SourcePartition.Key> keys) {
    String sql = keys.get(0).sql();
    if (!keys.get(0).isOfExpression()) {
      return keys.stream()
          .map(key -> "%s <=> %s".formatted(sql, key.literal()))
          .collect(Collectors.joining(" OR "));
    }
    String values =
        keys.stream()
            .filter(key -> !key.isNull())
            .map(SourcePartition.Key::literal)
            .collect(Collectors.joining(", "));
    String isNull = sql + " IS NULL";
    if (values.isEmpty()) {
      return isNull;
    }
    String isIn = "%s IN (%s)".formatted(sql, values);
    return keys.stream().anyMatch(SourcePartition.Key::isNull)
        ? "%s OR %s".formatted(isIn, isNull)
        : isIn;
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
            key.sql(),
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
}
