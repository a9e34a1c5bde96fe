package ridgeline.data.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class RecentCodesTest {
  private static InternalRow row(Object value) {
    return new GenericInternalRow(new Object[] {value});
  }

  private static long key(DataType type, Object value) {
    return RecentCodes.Kind.of(type).key(row(value), 0);
  }

  private static UTF8String text(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return UTF8String.fromBytes(content);
  }

  /** The empty one, those of zeros, all of one byte, and others of up to seven with any bits. */
  @Test
  void twoTextsHaveTwoKeys() {
    List<UTF8String> texts = new ArrayList<>(List.of(text()));
    for (int length = 1; length <= 7; length++) {
      texts.add(text(new int[length]));
    }
    for (int value = 1; value < 256; value++) {
      texts.add(text(value));
    }
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      texts.add(text(random.ints(2 + i % 6, 0, 256).toArray()));
    }
    Map<Long, UTF8String> seen = new HashMap<>();
    for (UTF8String text : texts) {
      UTF8String other = seen.put(key(DataTypes.StringType, text), text);
      assertThat(other == null || other.equals(text)).as("%s and %s", other, text).isTrue();
    }
    assertThat(seen).hasSizeGreaterThan(2000);
  }

  @Test
  void textIsTheSameWhereverItIsStored() {
    UTF8String inTheMiddle =
        UTF8String.fromBytes("xxATLyyyyyyy".getBytes(StandardCharsets.UTF_8), 2, 3);
    assertThat(key(DataTypes.StringType, inTheMiddle))
        .isEqualTo(key(DataTypes.StringType, UTF8String.fromString("ATL")));
  }

  @Test
  void whichValuesHaveAKey() {
    assertThat(RecentCodes.Kind.of(DataTypes.StringType).hasKey(row(text(new int[7])), 0)).isTrue();
    assertThat(RecentCodes.Kind.of(DataTypes.StringType).hasKey(row(text(new int[8])), 0))
        .isFalse();
    assertThat(RecentCodes.Kind.of(DataTypes.DoubleType).hasKey(row(0.5), 0)).isFalse();
    assertThat(key(DataTypes.ByteType, (byte) -1)).isEqualTo(-1);
    assertThat(key(DataTypes.ShortType, (short) 300)).isEqualTo(300);
    assertThat(key(DataTypes.IntegerType, Integer.MIN_VALUE)).isEqualTo(Integer.MIN_VALUE);
    assertThat(key(DataTypes.LongType, 1L << 40)).isEqualTo(1L << 40);
  }

  /** More keys than slots, among them 0, which is in empty slots. */
  @Test
  void aCodeIsThatOfItsKeyOrNone() {
    RecentCodes codes = new RecentCodes();
    assertThat(codes.get(0)).isEqualTo(RecentCodes.NONE);
    for (int key = 0; key < 5000; key++) {
      codes.put(key, key - 2);
      assertThat(codes.get(key)).isEqualTo(key - 2);
    }
    int found = 0;
    for (int key = 0; key < 5000; key++) {
      int code = codes.get(key);
      assertThat(code).isIn(RecentCodes.NONE, key - 2);
      found += code == RecentCodes.NONE ? 0 : 1;
    }
    assertThat(found).isBetween(128, 256);
  }
}
