package ridgeline.registry.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import ridgeline.config.retrain.Span;

/**
 * The policies of each cadence, window and half-life, from short to long.
 *
 * @param cadences spans, or {@link Policy#NEVER}
 * @param windows spans, or {@link Policy#ALL}
 * @param halfLives spans, or {@link Policy#NONE}
 */
public record PolicyGrid(List<String> cadences, List<String> windows, List<String> halfLives) {
  /** Maximum number of policies. */
  private static final int MAX_POLICIES = 1000;

  public PolicyGrid {
    cadences = sorted("cadence", cadences, Policy.NEVER);
    windows = sorted("window", windows, Policy.ALL);
    halfLives = sorted("half-life", halfLives, Policy.NONE);
    long count = (long) cadences.size() * windows.size() * halfLives.size();
    if (count > MAX_POLICIES) {
      throw new IllegalArgumentException(
          "%,d cadences, %,d windows and %,d half-lives make %,d policies; the limit is %,d"
              .formatted(cadences.size(), windows.size(), halfLives.size(), count, MAX_POLICIES));
    }
  }

  /** Whether two of the texts are the same word, or spans that are as long. */
  public static boolean areSame(String a, String b) {
    boolean areSpans = Span.isPositive(a) && Span.isPositive(b);
    return areSpans ? Span.of(a).isAsLongAs(Span.of(b)) : a.equals(b);
  }

  /**
   * Checks spans, sorts them, and leaves out those that are as long as another.
   *
   * @param what they are, for messages
   * @param word that may stand for a span
   * @throws IllegalArgumentException if one of them is neither
   */
  static List<String> sorted(String what, Collection<String> given, String word) {
    List<String> distinct = new ArrayList<>();
    for (String text : given) {
      if (!text.equals(word) && !Span.isPositive(text)) {
        throw new IllegalArgumentException(
            "a %s must be a span such as 30 days, %s, or %s, got: %s"
                .formatted(what, Span.RANGE, word, text));
      }
      if (distinct.stream().noneMatch(other -> areSame(other, text))) {
        distinct.add(text.equals(word) ? word : Span.of(text).normalized());
      }
    }
    return distinct.stream().sorted(Policy.BY_LENGTH).toList();
  }

  /** All of them, by cadence, window and half-life. */
  public List<Policy> policies() {
    List<Policy> policies = new ArrayList<>();
    for (String cadence : cadences) {
      for (String window : windows) {
        for (String halfLife : halfLives) {
          policies.add(new Policy(cadence, new Policy.Rows(window, halfLife)));
        }
      }
    }
    return policies;
  }
}
