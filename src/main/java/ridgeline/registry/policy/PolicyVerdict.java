package ridgeline.registry.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.registry.gate.Improvement;

/**
 * Which policy would have had the smallest error, and which is the cheapest that is not shown to be
 * worse.
 *
 * @param sentence what is recommended, and why
 * @param best the position of the policy with the smallest error; null if none is whole
 * @param recommended the position of the cheapest policy whose error is not shown to be larger: of
 *     those with the fewest trainings, the one with the smallest error, then the shortest window;
 *     null if there is no best one
 * @param fastest the position of the policy with the most trainings on the same rows as the
 *     recommended one, and more of them: of several, the one with the smallest error; null if there
 *     is none
 * @param gain by what share the error of {@code fastest} is smaller than that of the recommended
 *     policy, negative if it is larger; null if there is none
 * @param blocks what the errors were paired by
 * @param confidence of each bound
 * @param policies in the order of the grid
 */
public record PolicyVerdict(
    String sentence,
    @Nullable Integer best,
    @Nullable Integer recommended,
    @Nullable Integer fastest,
    @Nullable Improvement gain,
    Blocks blocks,
    double confidence,
    List<PolicyScore> policies) {}
