package ridgeline.job.summary.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.registry.Alias;

/**
 * What a list of models has of one.
 *
 * @param versions number of its versions
 * @param aliases the version of each alias
 * @param date the logical date of the champion; null if there is none
 * @param since when it became the champion; null if there is none
 */
public record ListedModel(
    String name,
    long versions,
    Map<Alias, Long> aliases,
    @Nullable String date,
    @Nullable String since) {}
