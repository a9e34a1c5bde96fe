package ridgeline.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class ColumnProfileTest {
  private static final double ROUNDING = 1e-10;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 999, 1000})
  void mergedPartsEqualTheWhole(int cut) {
    double[] values = new Random(5).doubles(1000, -1, 3).map(Math::exp).toArray();
    ColumnProfile whole = profile(DataTypes.DoubleType, boxed(values, 0, 1000));
    ColumnProfile merged = profile(DataTypes.DoubleType, boxed(values, 0, cut));
    merged.merge(profile(DataTypes.DoubleType, boxed(values, cut, 1000)));

    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(x -> Math.pow(x - mean, 2)).average().orElseThrow();
    double cubes = Arrays.stream(values).map(x -> Math.pow(x - mean, 3)).average().orElseThrow();
    for (ColumnProfile profile : List.of(whole, merged)) {
      assertThat(profile.mean()).isCloseTo(mean, within(ROUNDING));
      assertThat(profile.skewness()).isCloseTo(cubes / Math.pow(variance, 1.5), within(1e-8));
      assertThat(profile.distinct()).isEqualTo(1000);
      assertThat(profile.min()).isEqualTo(Arrays.stream(values).min().orElseThrow());
      assertThat(profile.max()).isEqualTo(Arrays.stream(values).max().orElseThrow());
    }
  }

  @Test
  void nullNanAndInfiniteValuesAreMissing() {
    ColumnProfile profile =
        profile(DataTypes.DoubleType, null, Double.NaN, Double.NEGATIVE_INFINITY, 2.0);
    assertThat(profile.missing()).isEqualTo(3);
    assertThat(profile.isConstant()).isTrue();
    assertThat(profile.mean()).isEqualTo(2);
  }

  @Test
  void idsAreNearlyUniqueThoughMoreThanAreCounted() {
    Object[] ids = IntStream.range(0, 5000).mapToObj(i -> (Object) (long) i).toArray();
    Object[] ages = IntStream.range(0, 5000).mapToObj(i -> (Object) (i * 31 % 90)).toArray();
    ColumnProfile id = profile(DataTypes.LongType, ids);
    assertThat(id.isOverflown()).isTrue();
    assertThat(id.isNearlyUnique()).isTrue();
    id.merge(profile(DataTypes.LongType, Arrays.copyOf(ids, 100)));
    assertThat(id.isNearlyUnique()).isTrue();
    assertThat(profile(DataTypes.IntegerType, ages).isNearlyUnique()).isFalse();
    assertThat(profile(DataTypes.IntegerType, 1, 2, 3).isNearlyUnique()).isFalse();
  }

  @Test
  void textsAreNumbersIfNearlyAllAre() {
    ColumnProfile rents = profile(DataTypes.StringType, "950", "1,234", "NA", "800");
    assertThat(rents.numbers()).contains(new TextNumber(TextNumber.Form.GROUPED, ""));
    assertThat(rents.unreadable()).contains("1,234");
    assertThat(rents.lacksOnlyMissing()).isFalse();
    ColumnProfile ages = profile(DataTypes.StringType, "31", "NA", "47");
    assertThat(ages.numbers()).contains(new TextNumber(TextNumber.Form.WHOLE, ""));
    assertThat(ages.lacksOnlyMissing()).isTrue();
    assertThat(profile(DataTypes.StringType, "1", "two", "three").numbers()).isEmpty();
    assertThat(profile(DataTypes.StringType, "NA", "NA").numbers()).isEmpty();
  }

  @Test
  void textsOfOneUnitAreNumbers() {
    ColumnProfile shares = profile(DataTypes.StringType, "3,5 %", "NA", "4 %", "12,25%");
    assertThat(shares.numbers()).contains(new TextNumber(TextNumber.Form.DECIMAL_COMMA, "%"));
    assertThat(shares.unreadable()).contains("3,5 %");
    assertThat(shares.mixture()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3,5 | 5 km",
        "5 km | 300 m",
        "12 % | 12",
        "3,5 | 1,234.5",
        "0,125 | 1,125",
        "3,5 | 1.234"
      })
  void textsInDifferentFormatsAreNotNumbers(String one, String other) {
    ColumnProfile mixed = profile(DataTypes.StringType, one, one, "NA", one);
    mixed.merge(profile(DataTypes.StringType, other));
    assertThat(mixed.numbers()).isEmpty();
    assertThat(mixed.mixture())
        .contains(
            "text with numbers in different formats, such as '%s' and '%s'".formatted(one, other));
  }

  @Test
  void theFirstOfTheMostFrequentLevelsIsReported() {
    ColumnProfile levels = profile(DataTypes.StringType, "b", "a", "c", "b", "a");
    assertThat(levels.mostFrequent()).isEqualTo("a");
    assertThat(levels.mostOften()).isEqualTo(2);
  }

  private static Object[] boxed(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).boxed().toArray();
  }

  private static ColumnProfile profile(DataType type, @Nullable Object... values) {
    ColumnProfile profile =
        new ColumnProfile(
            new StructField("c", type, true, org.apache.spark.sql.types.Metadata.empty()));
    Arrays.stream(values).forEach(profile::add);
    return profile;
  }
}
