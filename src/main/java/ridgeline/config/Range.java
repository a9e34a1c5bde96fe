package ridgeline.config;

import java.math.BigDecimal;

/** An interval of finite numbers, without its ends when {@code open}. */
record Range(double min, double max, boolean open) {

  static final Range ALL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false);

  static Range of(Limits limits) {
    return new Range(limits.min(), limits.max(), limits.open());
  }

  boolean contains(double x) {
    boolean finite = Math.abs(x) < Double.POSITIVE_INFINITY;
    return finite && (open ? x > min && x < max : x >= min && x <= max);
  }

  /** What a number must be, such as {@code in [0, 1]} or {@code finite and > 0}. */
  String rule() {
    if (min == Double.NEGATIVE_INFINITY) {
      return "finite and " + (open ? "< " : "<= ") + plain(max);
    }
    if (max < Double.POSITIVE_INFINITY) {
      String ends = plain(min) + ", " + plain(max);
      return open ? "in (" + ends + ")" : "in [" + ends + "]";
    }
    return "finite and " + (open ? "> " : ">= ") + plain(min);
  }

  private static String plain(double x) {
    return BigDecimal.valueOf(x).stripTrailingZeros().toPlainString();
  }
}
