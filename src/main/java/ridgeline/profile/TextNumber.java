package ridgeline.profile;

import java.io.Serializable;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a number is written as text.
 *
 * @param unit a currency or a common unit, in lower case; empty if there is none
 */
record TextNumber(Form form, String unit) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How the digits are written; a later form reveals more about the column than an earlier one. */
  enum Form {
    /** Not a number. */
    NONE,
    /** A word for a missing value, such as NA. */
    MISSING,
    /** Digits alone, such as 12. */
    WHOLE,
    /** With a decimal point or an exponent, as Spark parses it, such as -1.5e3. */
    POINT,
    /** With commas as thousands separators, such as 1,234.5. */
    GROUPED,
    /** With a decimal comma, such as 3,5. */
    DECIMAL_COMMA
  }

  private static final Set<String> NO_VALUE =
      Set.of("", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "?", ".", "missing");

  /** Maximum length of a text that is parsed. */
  private static final int MAX_LENGTH = 40;

  private static final Pattern WHOLE_NUMBER = Pattern.compile("[-+]?\\d+");

  private static final Pattern POINT_NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private static final Pattern GROUPED_NUMBER =
      Pattern.compile("[-+]?[1-9]\\d{0,2}(,\\d{3})+(\\.\\d+)?");

  private static final Pattern COMMA_NUMBER = Pattern.compile("[-+]?\\d+,\\d+");

  private static final String CURRENCY = "[$€£¥]|chf|eur|usd|gbp";

  private static final Pattern BEFORE =
      Pattern.compile("-?(%s) ?(-?\\d[\\d.,]*)".formatted(CURRENCY), Pattern.CASE_INSENSITIVE);

  private static final Pattern AFTER =
      Pattern.compile(
          "(-?\\d[\\d.,]*) ?(%s|%%|[cmk]?m|k?g|mi|ft|lbs?|h|min|m?s|sqm)".formatted(CURRENCY),
          Pattern.CASE_INSENSITIVE);

  static TextNumber of(String text) {
    String value = text.strip();
    if (NO_VALUE.contains(value.toLowerCase(Locale.ROOT))) {
      return new TextNumber(Form.MISSING, "");
    }
    if (value.length() > MAX_LENGTH) {
      return new TextNumber(Form.NONE, "");
    }
    Matcher before = BEFORE.matcher(value);
    if (before.matches()) {
      return of(before.group(2), before.group(1));
    }
    Matcher after = AFTER.matcher(value);
    return after.matches() ? of(after.group(1), after.group(2)) : of(value, "");
  }

  private static TextNumber of(String number, String unit) {
    Form form = form(number);
    return new TextNumber(form, form == Form.NONE ? "" : unit.toLowerCase(Locale.ROOT));
  }

  private static Form form(String number) {
    if (WHOLE_NUMBER.matcher(number).matches()) {
      return Form.WHOLE;
    }
    if (POINT_NUMBER.matcher(number).matches()) {
      return Form.POINT;
    }
    if (GROUPED_NUMBER.matcher(number).matches()) {
      return Form.GROUPED;
    }
    return COMMA_NUMBER.matcher(number).matches() ? Form.DECIMAL_COMMA : Form.NONE;
  }

  boolean isNumber() {
    return form != Form.NONE && form != Form.MISSING;
  }

  /** Whether Spark parses it without changes. */
  boolean isPlain() {
    return unit.isEmpty() && (form == Form.WHOLE || form == Form.POINT);
  }

  /** Whether a single expression parses the numbers of both correctly. */
  boolean agreesWith(TextNumber other) {
    return unit.equals(other.unit) && !clashesWith(other) && !other.clashesWith(this);
  }

  private boolean clashesWith(TextNumber other) {
    return form == Form.DECIMAL_COMMA && (other.form == Form.POINT || other.form == Form.GROUPED);
  }

  /**
   * The Spark SQL expression that parses such numbers in a text column, and returns null for other
   * text.
   *
   * @param column expression of the column
   */
  String parsed(String column) {
    String number = unit.isEmpty() ? column : withoutUnit(column);
    return switch (form) {
      case GROUPED -> "try_cast(replace(%s, ',', '') AS DOUBLE)".formatted(number);
      case DECIMAL_COMMA -> "try_cast(replace(%s, ',', '.') AS DOUBLE)".formatted(number);
      default -> "try_cast(%s AS DOUBLE)".formatted(number);
    };
  }

  /** Other units are kept, so that m is not removed from mm. */
  private String withoutUnit(String column) {
    String pattern =
        Pattern.matches(CURRENCY, unit)
            ? " ?%s ?".formatted(unit.equals("$") ? "[$]" : unit)
            : " ?%s *$".formatted(unit);
    return "regexp_replace(%s, '(?i)%s', '')".formatted(column, pattern);
  }
}
