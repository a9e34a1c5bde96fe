package ridgeline.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which texts are the same level. */
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

  @Test
  void aDateIsItsMidnight() {
    LevelType time = LevelType.TIME;
    assertThat(time.key("2020-01-01 00:00:00")).isEqualTo(time.key("2020-01-01"));
    assertThat(time.key("2020-01-01 00:00:01")).isNotEqualTo(time.key("2020-01-01"));
  }

  @Test
  void textIsTakenAsItIs() {
    assertThat(LevelType.TEXT.key("1.0")).isNotEqualTo(LevelType.TEXT.key("1"));
    assertThat(LevelType.TEXT.key("NaN")).isEqualTo("NaN");
    assertThat(LevelType.BOOLEAN.key("TRUE")).isEqualTo(LevelType.BOOLEAN.key("true"));
  }
}
