package ridgeline.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.List;
import ridgeline.data.feature.StrictJson;

/**
 * What a label is of the quantity that a person thinks in, and the way back.
 *
 * @param expression of that quantity
 * @param steps that were taken from it to the label, the last of them first
 */
public record LabelTransform(String expression, List<Step> steps) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Steps, which stand within each other in SQL. */
  static final int MAX_STEPS = 32;

  /** Each writes what it is of twice into the SQL of the way back. */
  static final int MAX_SIGNED_POWERS = 4;

  public LabelTransform {
    StrictJson.present("label.expression", expression);
    steps = StrictJson.complete("label.steps", steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("has no label.steps");
    }
    if (steps.size() > MAX_STEPS) {
      throw new IllegalArgumentException(
          "has %,d label.steps, more than %d".formatted(steps.size(), MAX_STEPS));
    }
    if (signedPowers(steps) > MAX_SIGNED_POWERS) {
      throw new IllegalArgumentException(
          "has %,d label.steps of signedPower, more than %d"
              .formatted(signedPowers(steps), MAX_SIGNED_POWERS));
    }
  }

  /** Whether there are so few steps that they can be taken back. */
  static boolean isBounded(List<Step> steps) {
    return steps.size() <= MAX_STEPS && signedPowers(steps) <= MAX_SIGNED_POWERS;
  }

  private static long signedPowers(List<Step> steps) {
    return steps.stream().filter(step -> step.kind() == Kind.SIGNED_POWER).count();
  }

  /** A function of one variable, x. */
  public enum Kind {
    /** ln(x) / ln(parameter). */
    @JsonProperty("log")
    LOG,
    /** ln(1 + x). */
    @JsonProperty("log1p")
    LOG1P,
    /** x to the power of parameter, of values from 0 on. */
    @JsonProperty("power")
    POWER,
    /** The power of |x| with the sign of x, as cube roots and odd whole powers are. */
    @JsonProperty("signedPower")
    SIGNED_POWER,
    /** parameter * x + shift. */
    @JsonProperty("linear")
    LINEAR
  }

  /**
   * A step.
   *
   * @param shift 0 but for linear functions
   */
  public record Step(Kind kind, double parameter, double shift) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Step {
      StrictJson.present("label.steps.kind", kind);
      if (!isInvertible(kind, parameter, shift)) {
        throw new IllegalArgumentException(
            "has a label.steps of %s with %s and %s".formatted(kind, parameter, shift));
      }
    }

    /** Whether there is a step with these numbers. */
    static boolean isInvertible(Kind kind, double parameter, double shift) {
      boolean fits =
          switch (kind) {
            case LOG -> parameter > 0 && parameter != 1;
            case LOG1P -> true;
            case POWER, SIGNED_POWER -> parameter > 0;
            case LINEAR -> parameter != 0;
          };
      return fits && Double.isFinite(parameter) && Double.isFinite(shift);
    }

    double inverse(double y) {
      return switch (kind) {
        case LOG -> Math.exp(y * Math.log(parameter));
        case LOG1P -> Math.expm1(y);
        case POWER -> Math.pow(Math.max(y, 0), 1 / parameter);
        case SIGNED_POWER -> Math.signum(y) * Math.pow(Math.abs(y), 1 / parameter);
        case LINEAR -> (y - shift) / parameter;
      };
    }

    String inverse(String y) {
      return switch (kind) {
        case LOG -> "EXP(%s * %s)".formatted(y, literal(Math.log(parameter)));
        case LOG1P -> "EXPM1(%s)".formatted(y);
        case POWER -> "POW(GREATEST(%s, 0D), %s)".formatted(y, literal(1 / parameter));
        case SIGNED_POWER ->
            "(SIGN(%s) * POW(ABS(%s), %s))".formatted(y, y, literal(1 / parameter));
        case LINEAR -> "((%s - %s) / %s)".formatted(y, literal(shift), literal(parameter));
      };
    }
  }

  /** A number in SQL. */
  static String literal(double value) {
    return "(%sD)".formatted(value);
  }

  /** The quantity of a label. */
  public double inverse(double label) {
    double value = label;
    for (Step step : steps) {
      value = step.inverse(value);
    }
    return value;
  }

  /** The same as an expression of SQL. */
  String inverse(String label) {
    String value = label;
    for (Step step : steps) {
      value = step.inverse(value);
    }
    return value;
  }

  /**
   * By which factor a residual is multiplied in an exponent of the quantity: of labels that are
   * logarithms, whose quantity is multiplied by exp(rate * e), but for a shift, where e is added;
   * else 0.
   */
  public double rate() {
    double scale = 1;
    double rate = 0;
    for (Step step : steps) {
      if (step.kind() == Kind.LINEAR) {
        scale *= rate == 0 ? step.parameter() : 1;
      } else if (rate != 0 || step.kind() == Kind.POWER || step.kind() == Kind.SIGNED_POWER) {
        return 0;
      } else {
        rate = (step.kind() == Kind.LOG ? Math.log(step.parameter()) : 1) / scale;
      }
    }
    return rate;
  }
}
