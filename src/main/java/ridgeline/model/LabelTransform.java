package ridgeline.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.List;
import ridgeline.data.feature.StrictJson;

/**
 * The function that turns a quantity in its natural unit into a label, and its inverse.
 *
 * @param expression the expression of the quantity
 * @param steps the steps from the quantity to the label, last step first
 */
public record LabelTransform(String expression, List<Step> steps) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Maximum number of steps, which are nested in SQL. */
  static final int MAX_STEPS = 32;

  /** Maximum number of signed powers; each repeats its argument in the SQL of the inverse. */
  static final int MAX_SIGNED_POWERS = 4;

  public LabelTransform {
    StrictJson.present("label.expression", expression);
    steps = StrictJson.complete("label.steps", steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("has no label.steps");
    }
    if (steps.size() > MAX_STEPS) {
      throw new IllegalArgumentException(
          "has %,d label.steps; the limit is %d".formatted(steps.size(), MAX_STEPS));
    }
    if (signedPowers(steps) > MAX_SIGNED_POWERS) {
      throw new IllegalArgumentException(
          "has %,d label.steps of signedPower; the limit is %d"
              .formatted(signedPowers(steps), MAX_SIGNED_POWERS));
    }
  }

  /** Whether the number of steps is within the limits. */
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
    /** x to the power of parameter, for x from 0. */
    @JsonProperty("power")
    POWER,
    /** The power of |x| with the sign of x, for cube roots and odd whole powers. */
    @JsonProperty("signedPower")
    SIGNED_POWER,
    /** parameter * x + shift. */
    @JsonProperty("linear")
    LINEAR
  }

  /**
   * A step.
   *
   * @param shift 0 except for linear functions
   */
  public record Step(Kind kind, double parameter, double shift) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Step {
      StrictJson.present("label.steps.kind", kind);
      if (!isInvertible(kind, parameter, shift)) {
        throw new IllegalArgumentException(
            "has an invalid entry in label.steps: %s with parameter %s and shift %s"
                .formatted(kind, parameter, shift));
      }
    }

    /** Whether a step with these numbers has an inverse. */
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

  /** A number as an SQL literal. */
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

  /** The same as an SQL expression. */
  String inverse(String label) {
    String value = label;
    for (Step step : steps) {
      value = step.inverse(value);
    }
    return value;
  }

  /**
   * The factor on a residual in the exponent of the quantity, for labels that are logarithms:
   * adding a residual e multiplies the quantity, apart from a shift, by exp(rate * e). 0 for other
   * labels.
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
