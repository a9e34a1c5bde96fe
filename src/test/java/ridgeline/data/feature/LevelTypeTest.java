package ridgeline.data.feature;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.spark.LocalSpark;

/** Texts that are the same level. */
@Tag("spark")
class LevelTypeTest {
  @Test
  void numbersAreTheSameHoweverTheyAreWritten() {
    LevelType number = LevelType.NUMBER;
    assertThat(number.key("1")).isEqualTo(number.key("1.0")).isEqualTo(number.key("1.000"));
    assertThat(number.key("100")).isEqualTo(number.key("1.0E2"));
    assertThat(number.key("-0.0")).isEqualTo(number.key("0")).isEqualTo(number.key("0.00"));
    assertThat(number.key("1")).isNotEqualTo(number.key("1.5")).isNotEqualTo(number.key("10"));
    assertThat(number.key("9007199254740993")).isNotEqualTo(number.key("9007199254740992"));
    assertThat(number.key("NaN")).isNull();
    assertThat(number.key("-Infinity")).isNull();
  }

  /** As the pipeline of a model casts them: numpy.float32(0.1) is 0.10000000149011612. */
  @Test
  void floatsAreTheSameAsTheDoublesThatTheyAre() {
    LevelType type = LevelType.of(DataTypes.FloatType);
    assertThat(type.key("0.10000000149011612")).isEqualTo(type.key("0.1"));
    assertThat(type.key("-0.0")).isEqualTo(type.key("0"));
    assertThat(type.key("0.10000001")).isNotEqualTo(type.key("0.1"));
    assertThat(type.key("NaN")).isNull();
    assertThat(type.key("abc")).isEqualTo("abc");
    LevelType wide = LevelType.of(DataTypes.DoubleType);
    assertThat(wide.key("0.10000000000000000001")).isEqualTo(wide.key("0.1"));
    assertThat(wide.key("0.10000000149011612")).isNotEqualTo(wide.key("0.1"));
  }

  @Test
  void aDateIsItsMidnight() {
    LevelType time = LevelType.TIME;
    assertThat(time.key("2020-01-01 00:00:00")).isEqualTo(time.key("2020-01-01"));
    assertThat(time.key("2020-01-01 00:00:01")).isNotEqualTo(time.key("2020-01-01"));
  }

  @Test
  void textIsKeptUnchanged() {
    assertThat(LevelType.TEXT.key("1.0")).isNotEqualTo(LevelType.TEXT.key("1"));
    assertThat(LevelType.TEXT.key("NaN")).isEqualTo("NaN");
    assertThat(LevelType.BOOLEAN.key("TRUE")).isEqualTo(LevelType.BOOLEAN.key("true"));
  }

  /** How the pipeline of a saved model reads text in place of a boolean. */
  @ParameterizedTest
  @ValueSource(strings = {"TRUE", " true", "False", "yes", "1"})
  void thePipelineTakesTheSameTextsForABoolean(String text) {
    String found =
        LocalSpark.session()
            .sql("SELECT '%s' AS b".formatted(text))
            .selectExpr(LevelText.ofAnyType("b", DataTypes.BooleanType))
            .head()
            .getString(0);
    assertThat(found).isEqualTo(LevelType.BOOLEAN.key(text));
  }
}
