package ridgeline.data.columns;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import ridgeline.data.fold.FoldHash;

/** Writes the columns of a raw table to a chunk, and assigns its rows to folds. */
final class InternalChunkWriter {
  private static final int NOT_LOOKED_UP = -2;

  /**
   * What a task needs to create a writer.
   *
   * @param levels known levels of each categorical column
   * @param weighted whether there is a weight column
   * @param hash assigns rows to folds; null if a column does, or every row is in fold 0
   * @param integers which columns of the raw table are categories given as ints
   * @param learnLevels whether unknown levels are added
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Settings(
      int numeric,
      List<List<String>> levels,
      boolean weighted,
      @Nullable FoldHash hash,
      boolean[] integers,
      boolean learnLevels)
      implements Serializable {}

  private final Settings settings;
  private final ColumnChunk chunk;
  private final List<Map<UTF8String, Integer>> positions = new ArrayList<>();
  private final List<Map<Integer, Integer>> positionsOfIntegers = new ArrayList<>();
  private final int label;
  private final int weight;
  private final FoldHash.Rows hashes;
  private int[] positionsInDictionary = {};

  InternalChunkWriter(Settings settings) {
    this.settings = settings;
    chunk = new ColumnChunk(settings.numeric(), settings.levels().size());
    label = settings.numeric() + settings.levels().size();
    weight = settings.weighted() ? label + 1 : -1;
    hashes = new FoldHash.Rows(chunk.labels.length);
    Arrays.fill(chunk.weights, 1);
    for (int c = 0; c < settings.levels().size(); c++) {
      positions.add(new HashMap<>());
      positionsOfIntegers.add(new HashMap<>());
      for (String level : settings.levels().get(c)) {
        addLevel(c, UTF8String.fromString(level));
      }
    }
  }

  private int addLevel(int column, UTF8String level) {
    int position = chunk.levels.get(column).size();
    chunk.levels.get(column).add(level);
    positions.get(column).put(level, position);
    return position;
  }

  private int position(int k, UTF8String level) {
    int column = k - chunk.numeric.length;
    Integer position = positions.get(column).get(level);
    return position == null ? positionOfText(column, level) : position;
  }

  /**
   * The position of a level by its characters, so that bytes that are not UTF-8 do not make another
   * level.
   */
  private int positionOfText(int column, UTF8String level) {
    UTF8String text = UTF8String.fromString(level.toString());
    Integer position = positions.get(column).get(text);
    if (position == null && !settings.learnLevels()) {
      return -1;
    }
    int found = position == null ? addLevel(column, text) : position;
    positions.get(column).put(level.copy(), found);
    return found;
  }

  private int position(int k, int level) {
    return positionsOfIntegers
        .get(k - chunk.numeric.length)
        .computeIfAbsent(
            level, value -> position(k, UTF8String.fromString(Integer.toString(value))));
  }

  /** The chunk, emptied. */
  ColumnChunk start() {
    chunk.rows = 0;
    return chunk;
  }

  /** Number of columns of the raw table. */
  int columns() {
    return settings.integers().length;
  }

  /**
   * Completes a chunk whose number of rows has been set.
   *
   * @param read sets a column unless it is set already; each is hashed while it is in the cache
   */
  ColumnChunk finish(IntConsumer read) {
    hashes.start(chunk.rows);
    read.accept(label);
    hash(chunk.labels);
    if (weight >= 0) {
      read.accept(weight);
    }
    hash(chunk.weights);
    for (int j = 0; j < chunk.numeric.length; j++) {
      read.accept(j);
      hash(chunk.numeric[j]);
      chunk.finite[j] = ColumnChunk.allFinite(chunk.numeric[j], chunk.rows);
    }
    for (int c = 0; c < chunk.codes.length; c++) {
      read.accept(chunk.numeric.length + c);
      hash(chunk.codes[c], chunk.levels.get(c));
    }
    int fold = Math.max(label, weight) + 1;
    if (fold < columns()) {
      read.accept(fold);
    }
    if (settings.hash() != null) {
      hashes.assign(settings.hash(), chunk.folds);
    }
    return chunk;
  }

  private void hash(double[] column) {
    if (settings.hash() != null) {
      hashes.add(column);
    }
  }

  private void hash(int[] codes, List<UTF8String> levels) {
    if (settings.hash() != null) {
      hashes.add(codes, levels);
    }
  }

  /** Column {@code k} as doubles; null if it has another type. */
  private double @Nullable [] doubles(int k) {
    if (k < chunk.numeric.length) {
      return chunk.numeric[k];
    }
    return k == label ? chunk.labels : k == weight ? chunk.weights : null;
  }

  private boolean isCategorical(int k) {
    return k >= chunk.numeric.length && k < label;
  }

  /** Sets column {@code k} of row {@code i} from a column of a row. */
  void set(int k, int i, InternalRow row, int column) {
    double[] doubles = doubles(k);
    boolean isNull = row.isNullAt(column);
    if (doubles != null) {
      doubles[i] = isNull ? Double.NaN : row.getDouble(column);
    } else if (!isCategorical(k)) {
      chunk.folds[i] = isNull ? -1 : row.getInt(column);
    } else {
      int[] codes = chunk.codes[k - chunk.numeric.length];
      if (isNull) {
        codes[i] = -1;
      } else if (settings.integers()[k]) {
        codes[i] = position(k, row.getInt(column));
      } else {
        codes[i] = position(k, row.getUTF8String(column));
      }
    }
  }

  /**
   * Sets column {@code k} of all rows of the chunk from the chosen values of a column, in order.
   */
  void set(int k, ColumnVector column, int[] chosen) {
    double[] doubles = doubles(k);
    if (doubles != null) {
      copy(column, chosen, doubles);
    } else if (!isCategorical(k)) {
      copy(column, chosen, row -> column.getInt(row), chunk.folds);
    } else {
      copy(column, chosen, positions(k, column, chosen), chunk.codes[k - chunk.numeric.length]);
    }
  }

  private IntUnaryOperator positions(int k, ColumnVector column, int[] chosen) {
    if (settings.integers()[k]) {
      return row -> position(k, column.getInt(row));
    }
    if (column instanceof WritableColumnVector encoded && encoded.hasDictionary()) {
      WritableColumnVector ids = encoded.getDictionaryIds();
      forgetDictionary(encoded, ids, chosen);
      return row -> {
        int id = ids.getDictId(row);
        if (positionsInDictionary[id] == NOT_LOOKED_UP) {
          positionsInDictionary[id] = position(k, column.getUTF8String(row));
        }
        return positionsInDictionary[id];
      };
    }
    return row -> position(k, column.getUTF8String(row));
  }

  /** The next column or batch may have another dictionary. */
  private void forgetDictionary(ColumnVector column, WritableColumnVector ids, int[] chosen) {
    int max = 0;
    for (int i = 0; i < chunk.rows; i++) {
      if (!column.isNullAt(chosen[i])) {
        max = Math.max(max, ids.getDictId(chosen[i]));
      }
    }
    if (max >= positionsInDictionary.length) {
      positionsInDictionary = new int[max + 1];
    }
    Arrays.fill(positionsInDictionary, 0, max + 1, NOT_LOOKED_UP);
  }

  private void copy(ColumnVector column, int[] chosen, IntUnaryOperator value, int[] into) {
    for (int i = 0; i < chunk.rows; i++) {
      into[i] = column.isNullAt(chosen[i]) ? -1 : value.applyAsInt(chosen[i]);
    }
  }

  private void copy(ColumnVector column, int[] chosen, double[] into) {
    int rows = chunk.rows;
    if (column.hasNull()) {
      // The placeholder for a null need not be an entry of the column's dictionary.
      for (int i = 0; i < rows; i++) {
        into[i] = column.isNullAt(chosen[i]) ? Double.NaN : column.getDouble(chosen[i]);
      }
      return;
    }
    int first = rows == 0 ? 0 : chosen[0];
    if (rows > 0 && chosen[rows - 1] - first == rows - 1) {
      for (int i = 0; i < rows; i++) {
        into[i] = column.getDouble(first + i);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        into[i] = column.getDouble(chosen[i]);
      }
    }
  }
}
