package ridgeline.job.summary.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.registry.Alias;
import ridgeline.registry.SourceChanges;
import ridgeline.registry.gate.Verdict;

/**
 * What a list of versions has of one.
 *
 * @param date its logical date; null if it has none
 * @param verdict of the gate; null if its files cannot be read
 * @param rows that it was trained on; null if its files cannot be read
 * @param problem why its files cannot be read; null if they can
 * @param changes of the partitions that it was trained on
 */
public record ListedVersion(
    long number,
    @Nullable String date,
    List<Alias> aliases,
    @Nullable Verdict verdict,
    @Nullable Long rows,
    @Nullable String problem,
    SourceChanges changes) {}
