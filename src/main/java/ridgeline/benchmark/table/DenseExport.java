package ridgeline.benchmark.table;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * Exports the rows of a sweep for tools other than Spark, as little-endian files in a local
 * directory: {@code rows.f64} has the features and then the label of each row, {@code folds.i32}
 * its fold, and {@code shape.json} the sizes, the names, and the regParam values of the sweep with
 * their errors.
 */
public final class DenseExport {
  static final String ROWS = "rows.f64";
  static final String FOLDS = "folds.i32";
  static final String SHAPE = "shape.json";

  private DenseExport() {}

  /**
   * The content of {@code shape.json}.
   *
   * @param names names of the features, in the order of the values of a row
   */
  private record Shape(
      long rows,
      int features,
      String label,
      List<String> names,
      int folds,
      List<RegParamPath> grid) {}

  /**
   * Writes the directory atomically.
   *
   * @param directory must not exist
   */
  public static void write(Path directory, MeasuredTable table, List<RegParamPath> grid)
      throws IOException {
    Path hidden =
        Files.createDirectory(
            directory.resolveSibling(
                ".%s.%s.tmp".formatted(directory.getFileName(), UUID.randomUUID())));
    try {
      long rows = writeRows(hidden, table);
      Json.write(
          new Shape(
              rows,
              table.features(),
              table.label(),
              table.names(),
              MeasuredTable.FOLDS.count(),
              grid),
          hidden.resolve(SHAPE));
      Files.move(hidden, directory);
    } finally {
      delete(hidden);
    }
  }

  private static long writeRows(Path directory, MeasuredTable table) throws IOException {
    ByteBuffer values =
        ByteBuffer.allocate((table.features() + 1) * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer fold = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long count = 0;
    try (OutputStream rows = open(directory.resolve(ROWS));
        OutputStream folds = open(directory.resolve(FOLDS))) {
      Iterator<Row> all = table.rows().toLocalIterator();
      while (all.hasNext()) {
        Row row = all.next();
        values.clear();
        for (double value : ((Vector) row.get(0)).toArray()) {
          values.putDouble(value);
        }
        values.putDouble(row.getDouble(1));
        rows.write(values.array());
        fold.clear();
        folds.write(fold.putInt(row.getInt(3)).array());
        count++;
      }
    }
    return count;
  }

  private static OutputStream open(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
