package ridgeline.job.summary.store;

import org.jspecify.annotations.Nullable;
import ridgeline.stats.Moments;

/**
 * What a list of stored statistics has of one partition.
 *
 * @param fingerprint of the files from which they were computed, or which were forgotten
 * @param rows number of rows of positive weight
 * @param label the moments of the label; null if they were not read
 */
public record ListedPartition(
    String name, String fingerprint, boolean forgotten, long rows, @Nullable Moments label) {}
