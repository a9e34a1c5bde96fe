package ridgeline.sweep;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.data.DataException;
import ridgeline.data.UnusableRowsException;
import ridgeline.data.sql.ColumnNames;
import ridgeline.stats.UsableMemory;

/** The names of the features of a vector column: its ML attributes, or {@code column[i]}. */
final class FeatureNames {
  /** Bytes that a feature takes at least: its name, and its part of MLlib's vectors. */
  private static final int MIN_BYTES = 200;

  private FeatureNames() {}

  static String[] of(Dataset<?> rows, String column) {
    AttributeGroup group =
        AttributeGroup.fromStructField(rows.schema().apply(rows.schema().fieldIndex(column)));
    if (group.attributes().isDefined()) {
      Attribute[] attributes = group.attributes().get();
      return IntStream.range(0, attributes.length)
          .mapToObj(j -> attributes[j].name().getOrElse(() -> position(column, j)))
          .toArray(String[]::new);
    }
    int size = group.size() >= 0 ? group.size() : sizeOfFirst(rows, column);
    if (size == 0) {
      throw new DataException(
          "the vectors in column %s have no features; use another column, or list features"
              .formatted(column));
    }
    requireMemory(size, column);
    return IntStream.range(0, size).mapToObj(j -> position(column, j)).toArray(String[]::new);
  }

  private static void requireMemory(int size, String column) {
    if (size > UsableMemory.here() / MIN_BYTES) {
      throw new EngineRefusedException(
          "the vectors in column %s have %,d features, whose names and coefficients do not fit in the memory of the driver; use fewer features, or raise spark.driver.memory (--driver-memory)"
              .formatted(column, size));
    }
  }

  private static int sizeOfFirst(Dataset<?> rows, String column) {
    List<Row> first =
        rows.select(ColumnNames.quoted(column))
            .filter(ColumnNames.quoted(column).isNotNull())
            .takeAsList(1);
    if (first.isEmpty()) {
      throw new UnusableRowsException(
          "no row has a vector in column %s; check the data, its weights, and any filter"
              .formatted(column));
    }
    return ((Vector) first.get(0).get(0)).size();
  }

  private static String position(String column, int index) {
    return column + "[" + index + "]";
  }
}
