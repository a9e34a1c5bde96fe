package ridgeline.job.summary.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.registry.Alias;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.SourceChanges;

/**
 * What a list of versions has of one.
 *
 * @param date its logical date; null if it has none
 * @param result what the gate decided; null if it was not recorded
 * @param neverChampion whether the gate let it pass, but it has never been the champion
 * @param problem why its files cannot be read; null if they can
 * @param changes of the partitions that it was trained on
 */
public record ListedVersion(
    long number,
    @Nullable String date,
    List<Alias> aliases,
    ModelVersion.@Nullable Result result,
    boolean neverChampion,
    @Nullable String problem,
    SourceChanges changes) {}
