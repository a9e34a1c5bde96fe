package ridgeline.profile;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How a text writes a number. */
enum TextNumber {
  /** As Spark reads it, such as -1.5e3. */
  PLAIN,
  /** With commas between thousands, such as 1,234.5. */
  GROUPED,
  /** With a comma for the point, such as 3,5. */
  DECIMAL_COMMA,
  /** With a currency or a common unit, such as $12 or 12 %. */
  UNIT,
  /** A word for no value, such as NA. */
  MISSING,
  /** Not at all. */
  NONE;

  private static final Set<String> NO_VALUE =
      Set.of("", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "?", ".", "missing");

  /** The longest text that is looked at. */
  private static final int MAX_LENGTH = 40;

  private static final Pattern PLAIN_NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private static final Pattern GROUPED_NUMBER =
      Pattern.compile("[-+]?\\d{1,3}(,\\d{3})+(\\.\\d+)?");

  private static final Pattern COMMA_NUMBER = Pattern.compile("[-+]?\\d+,\\d+");

  private static final Pattern UNIT_NUMBER =
      Pattern.compile(
          "-?([$€£¥]|chf|eur|usd|gbp)?\\s?-?\\d[\\d,]*(\\.\\d+)?\\s?"
              + "(%|[$€£¥]|chf|eur|usd|gbp|[cm]?m|k?m|k?g|mi|ft|lbs?|h|min|m?s|sqm)?",
          Pattern.CASE_INSENSITIVE);

  static TextNumber of(String text) {
    String value = text.strip();
    if (NO_VALUE.contains(value.toLowerCase(Locale.ROOT))) {
      return MISSING;
    }
    if (value.length() > MAX_LENGTH) {
      return NONE;
    }
    if (PLAIN_NUMBER.matcher(value).matches()) {
      return PLAIN;
    }
    if (GROUPED_NUMBER.matcher(value).matches()) {
      return GROUPED;
    }
    if (COMMA_NUMBER.matcher(value).matches()) {
      return DECIMAL_COMMA;
    }
    return UNIT_NUMBER.matcher(value).matches() ? UNIT : NONE;
  }

  boolean isNumber() {
    return this != MISSING && this != NONE;
  }

  /**
   * The Spark SQL expression that makes numbers of a column of such texts, and null of others.
   *
   * @param column an expression
   */
  String parsed(String column) {
    return switch (this) {
      case GROUPED -> "try_cast(replace(%s, ',', '') AS DOUBLE)".formatted(column);
      case DECIMAL_COMMA -> "try_cast(replace(%s, ',', '.') AS DOUBLE)".formatted(column);
      case UNIT -> "try_cast(regexp_replace(%s, '[^0-9.-]', '') AS DOUBLE)".formatted(column);
      default -> "try_cast(%s AS DOUBLE)".formatted(column);
    };
  }
}
