package ridgeline.data.fold;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Assigns rows to folds by {@code pmod(xxhash64(keys, seed), folds)}: equal keys are always in the
 * same fold, wherever and however often their rows are read.
 */
public record FoldHash(long seed, int folds) implements Serializable {
  /** The initial value of {@code xxhash64}. */
  private static final long HASH_SEED = 42;

  /**
   * The fold of each row, computed by Spark's functions.
   *
   * @param keys at least one column
   */
  public Column of(List<Column> keys) {
    Column[] hashed = Stream.concat(keys.stream(), Stream.of(lit(seed))).toArray(Column[]::new);
    return pmod(xxhash64(hashed), lit((long) folds)).cast("int");
  }

  /** The same folds of rows whose keys are in memory, column by column. */
  public static final class Rows {
    private final long[] hashes;
    private int count;

    /** For at most {@code capacity} rows at a time. */
    public Rows(int capacity) {
      hashes = new long[capacity];
    }

    /** Resets the hashes for rows without keys. */
    public void start(int rows) {
      count = rows;
      Arrays.fill(hashes, 0, rows, HASH_SEED);
    }

    /** Adds a key; like Spark, 0 and -0 have the same hash. */
    public void add(double[] column) {
      for (int i = 0; i < count; i++) {
        hashes[i] = XXH64.hashLong(Double.doubleToLongBits(column[i] + 0.0), hashes[i]);
      }
    }

    /**
     * Adds a text key; like Spark, null leaves the hash unchanged.
     *
     * @param codes positions in {@code levels}, below 0 for null
     */
    public void add(int[] codes, List<UTF8String> levels) {
      for (int i = 0; i < count; i++) {
        if (codes[i] >= 0) {
          hashes[i] = XXH64.hashUTF8String(levels.get(codes[i]), hashes[i]);
        }
      }
    }

    /** Sets the fold of each row, once all its keys are added. */
    public void assign(FoldHash hash, int[] folds) {
      for (int i = 0; i < count; i++) {
        folds[i] = Math.floorMod(XXH64.hashLong(hash.seed(), hashes[i]), hash.folds());
      }
    }
  }
}
