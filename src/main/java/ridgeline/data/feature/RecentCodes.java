package ridgeline.data.feature;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Codes of the levels of a category that were seen last, without an object or a hash of each value.
 *
 * <p>Invariants: two values of a type have the same key only if they are the same; a slot has a
 * code if and only if it has the key of its value.
 */
final class RecentCodes {
  /** What {@link #get} returns for a key that was not seen of late. */
  static final int NONE = Integer.MIN_VALUE;

  private static final int BITS = 8;

  /** An odd number near 2^64 divided by the golden ratio, which spreads keys that are close. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** Text up to here leaves a byte of a long free for its length. */
  private static final int MAX_BYTES = 7;

  private final long[] keys = new long[1 << BITS];
  private final int[] codes = new int[1 << BITS];

  RecentCodes() {
    Arrays.fill(codes, NONE);
  }

  /** How values of a type are read. */
  enum Kind {
    BYTE,
    SHORT,
    INT,
    LONG,
    TEXT,
    /** Values that have no key. */
    OTHER;

    static Kind of(DataType type) {
      if (type instanceof ByteType) {
        return BYTE;
      } else if (type instanceof ShortType) {
        return SHORT;
      } else if (type instanceof IntegerType) {
        return INT;
      } else if (type instanceof LongType) {
        return LONG;
      }
      return type instanceof StringType ? TEXT : OTHER;
    }

    /** Whether a value that is not null has a key. */
    boolean hasKey(InternalRow row, int at) {
      return switch (this) {
        case BYTE, SHORT, INT, LONG -> true;
        case TEXT -> row.getUTF8String(at).numBytes() <= MAX_BYTES;
        case OTHER -> false;
      };
    }

    long key(InternalRow row, int at) {
      return switch (this) {
        case BYTE -> row.getByte(at);
        case SHORT -> row.getShort(at);
        case INT -> row.getInt(at);
        case LONG -> row.getLong(at);
        case TEXT -> key(row.getUTF8String(at));
        case OTHER -> throw new IllegalStateException("values have no key");
      };
    }

    /** The bytes from the highest on, and their number in the lowest. */
    private static long key(UTF8String text) {
      return text.getPrefix() | text.numBytes();
    }
  }

  int get(long key) {
    int slot = slot(key);
    return keys[slot] == key ? codes[slot] : NONE;
  }

  void put(long key, int code) {
    int slot = slot(key);
    keys[slot] = key;
    codes[slot] = code;
  }

  private static int slot(long key) {
    return (int) ((key * SPREAD) >>> (Long.SIZE - BITS));
  }
}
