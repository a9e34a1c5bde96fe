package ridgeline.data.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ridgeline.config.data.InvalidValuePolicy;

/** Rows have the numbers a and b, and the levels of c. */
@Tag("plain")
class FeatureEncoderTest {
  private static final List<String> LEVELS = List.of("x", "y", "z");
  private static final FeatureDescription.Product A = product(List.of(0), false);
  private static final FeatureDescription.Product A_SQUARED_B = product(List.of(0, 0, 1), false);
  private static final FeatureDescription.Product C = product(List.of(), false, 0);
  private static final FeatureDescription.Product A_SQUARED_C = product(List.of(0, 0), true, 0);

  private static final DataType[] TYPES = {
    DataTypes.DoubleType, DataTypes.DoubleType, DataTypes.StringType
  };

  private final ScoredCounts counts = new ScoredCounts(3);

  private static FeatureDescription.Product product(
      List<Integer> numeric, boolean dropsLast, Integer... categorical) {
    return new FeatureDescription.Product(numeric, List.of(categorical), dropsLast);
  }

  private static FeatureEncoder encoder(
      InvalidValuePolicy invalid, boolean refusesUnseen, FeatureDescription.Product... terms) {
    FeatureDescription description =
        FeatureDescription.ofExpressions(
            List.of(),
            List.of("a", "b"),
            List.of(new FeatureDescription.Category("c", LevelType.TEXT, LEVELS)),
            List.of(terms),
            invalid == InvalidValuePolicy.IMPUTE ? List.of(5.0, 7.0) : List.of(),
            invalid,
            refusesUnseen,
            "UTC",
            true);
    return new FeatureEncoder(description, description.size(), TYPES);
  }

  private static InternalRow row(@Nullable Double a, @Nullable Double b, @Nullable String c) {
    return values(a, b, c == null ? null : UTF8String.fromString(c));
  }

  private static InternalRow values(@Nullable Object... values) {
    return new GenericInternalRow(values);
  }

  private static InternalRow vector(@Nullable Vector vector) {
    return values(vector == null ? null : new VectorUDT().serialize(vector));
  }

  private double @Nullable [] encode(FeatureEncoder encoder, InternalRow row) {
    FeatureValues features = encoder.encode(row, counts);
    return features == null ? null : features.toVector().toArray();
  }

  @Test
  void theProductsOfEachTermInOrder() {
    long seed = 11;
    Random random = new Random(seed);
    FeatureEncoder encoder =
        encoder(InvalidValuePolicy.FAIL, false, A, A_SQUARED_B, C, A_SQUARED_C);
    for (int i = 0; i < 200; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      String c = List.of("x", "y", "z", "unseen").get(random.nextInt(4));
      double[] expected = {
        a,
        a * a * b,
        c.equals("x") ? 1 : 0,
        c.equals("y") ? 1 : 0,
        c.equals("z") ? 1 : 0,
        c.equals("x") ? a * a : 0,
        c.equals("y") ? a * a : 0
      };
      assertThat(encode(encoder, row(a, b, c))).as("seed %d", seed).isEqualTo(expected);
    }
    assertThat(counts.unusable()).isZero();
    assertThat(counts.exampleOf(2)).isEqualTo("unseen");
  }

  @ParameterizedTest
  @EnumSource(InvalidValuePolicy.class)
  void aProductThatOverflowsCannotBeUsed(InvalidValuePolicy invalid) {
    FeatureEncoder encoder = encoder(invalid, false, A, A_SQUARED_B);
    assertThat(encode(encoder, row(1e200, 1.0, "x"))).isNull();
    assertThat(encode(encoder, row(1e200, 0.0, "x"))).isNull();
    assertThat(encode(encoder, row(1e150, 1.0, "x")))
        .isEqualTo(new double[] {1e150, 1e150 * 1e150});
    assertThat(counts.overflows()).containsOnlyKeys("a^2:b").containsEntry("a^2:b", 2L);
    assertThat(counts.unusable()).isEqualTo(2);
    assertThat(counts.invalidOf(0)).isZero();
  }

  /** As in training, no feature is that product. */
  @Test
  void aProductOfALevelWithoutAFeatureMayOverflow() {
    FeatureEncoder encoder = encoder(InvalidValuePolicy.FAIL, false, A, A_SQUARED_C);
    assertThat(encode(encoder, row(1e200, 1.0, "z"))).isEqualTo(new double[] {1e200, 0, 0});
    assertThat(encode(encoder, row(1e200, 1.0, "y"))).isNull();
  }

  @Test
  void invalidNumbersCannotBeUsed() {
    FeatureEncoder encoder = encoder(InvalidValuePolicy.DROP, false, A);
    for (Double a : Arrays.asList(null, Double.NaN, Double.POSITIVE_INFINITY)) {
      assertThat(encode(encoder, row(a, 1.0, "x"))).isNull();
    }
    assertThat(encode(encoder, row(1.0, 1.0, null))).isNull();
    assertThat(encode(encoder, row(2.0, 1.0, "x"))).containsExactly(2);
    assertThat(List.of(counts.invalidOf(0), counts.invalidOf(1), counts.invalidOf(2)))
        .containsExactly(3L, 0L, 1L);
    assertThat(counts.rows()).isEqualTo(5);
    assertThat(counts.unusable()).isEqualTo(4);
  }

  @Test
  void invalidNumbersAreImputed() {
    FeatureEncoder encoder = encoder(InvalidValuePolicy.IMPUTE, false, A, C);
    assertThat(encode(encoder, row(Double.NaN, 1.0, null))).containsExactly(5, 0, 0, 0);
    assertThat(counts.invalidOf(0)).isOne();
    assertThat(counts.unusable()).isZero();
  }

  @Test
  void unseenLevelsAreRefusedIfTheModelSaysSo() {
    assertThat(encode(encoder(InvalidValuePolicy.FAIL, true, C), row(1.0, 1.0, "w"))).isNull();
    assertThat(encode(encoder(InvalidValuePolicy.FAIL, false, C), row(1.0, 1.0, "w")))
        .containsExactly(0, 0, 0);
    assertThat(counts.unseenOf(2)).isEqualTo(2);
  }

  @Test
  void aVectorOfTheRightSizeWithFiniteValues() {
    FeatureDescription description =
        FeatureDescription.ofVector(
            new FeatureDescription.InputColumn("v", "vector"),
            InvalidValuePolicy.FAIL,
            "UTC",
            true);
    FeatureEncoder encoder = new FeatureEncoder(description, 3, new DataType[] {new VectorUDT()});
    ScoredCounts ofVector = new ScoredCounts(1);
    double[] values = {0, 2, 0};
    FeatureValues features = encoder.encode(vector(Vectors.dense(values).toSparse()), ofVector);
    assertThat(Objects.requireNonNull(features).toVector().toArray()).isEqualTo(values);
    for (Vector bad : Arrays.asList(null, Vectors.dense(1, 2), Vectors.dense(1, Double.NaN, 2))) {
      assertThat(encoder.encode(vector(bad), ofVector)).isNull();
    }
    assertThat(ofVector.invalidOf(0)).isEqualTo(2);
    assertThat(ofVector.otherSize()).isOne();
  }

  @Test
  void countsOfTasksAddUp() {
    FeatureEncoder encoder = encoder(InvalidValuePolicy.FAIL, false, A_SQUARED_B, C);
    ScoredCounts whole = new ScoredCounts(3);
    ScoredCounts sum = new ScoredCounts(3);
    for (String level : List.of("x", "w", "v")) {
      ScoredCounts part = new ScoredCounts(3);
      for (InternalRow row : List.of(row(1e200, 1.0, level), row(Double.NaN, 1.0, level))) {
        encoder.encode(row, part);
        encoder.encode(row, whole);
      }
      sum.merge(part);
    }
    ScoredCounts copy = sum.copy();
    for (ScoredCounts found : List.of(sum, copy)) {
      assertThat(found).usingRecursiveComparison().ignoringFields("metadata").isEqualTo(whole);
    }
    sum.reset();
    assertThat(sum.overflows()).isEmpty();
    assertThat(sum.isZero()).isTrue();
  }

  /** As Spark casts them, whether they are remembered or looked up. */
  @Test
  void levelsOfAnyType() {
    Map<Object, DataType> values = new LinkedHashMap<>();
    values.put(true, DataTypes.BooleanType);
    values.put((byte) 3, DataTypes.ByteType);
    values.put((short) -4, DataTypes.ShortType);
    values.put(5, DataTypes.IntegerType);
    values.put(6L, DataTypes.LongType);
    values.put(0.25f, DataTypes.FloatType);
    values.put(1e300, DataTypes.DoubleType);
    values.put(UTF8String.fromString("seven b"), DataTypes.StringType);
    values.put(UTF8String.fromString("eight by"), DataTypes.StringType);
    List<String> levels = values.keySet().stream().map(Object::toString).toList();
    for (LevelType type : List.of(LevelType.TEXT, LevelType.NUMBER)) {
      List<FeatureDescription.Category> categories =
          List.of(new FeatureDescription.Category("c", type, levels));
      values.forEach(
          (value, inputType) -> {
            FeatureEncoder encoder = ofCategory(categories, inputType);
            double[] expected = new double[levels.size()];
            expected[levels.indexOf(value.toString())] = 1;
            for (int time = 0; time < 2; time++) {
              assertThat(encode(encoder, values(value))).isEqualTo(expected);
            }
          });
    }
  }

  @Test
  void moreLevelsThanAreRemembered() {
    int most = 25_000;
    List<String> known = IntStream.range(0, most).mapToObj(i -> "level " + i).toList();
    FeatureEncoder encoder =
        ofCategory(
            List.of(new FeatureDescription.Category("c", LevelType.TEXT, known)),
            DataTypes.StringType);
    double[] coefficients = new double[most];
    for (int i = most - 1; i >= 0; i--) {
      FeatureValues features =
          encoder.encode(values(UTF8String.fromString("level " + i)), new ScoredCounts(1));
      coefficients[i] = 1;
      assertThat(Objects.requireNonNull(features).dot(coefficients)).isOne();
      coefficients[i] = 0;
    }
  }

  private static FeatureEncoder ofCategory(
      List<FeatureDescription.Category> categories, DataType type) {
    FeatureDescription description =
        FeatureDescription.ofExpressions(
            List.of(),
            List.of(),
            categories,
            List.of(C),
            List.of(),
            InvalidValuePolicy.FAIL,
            true,
            "UTC",
            true);
    return new FeatureEncoder(description, description.size(), new DataType[] {type});
  }
}
