package ridgeline.job.summary.store;

import ridgeline.stats.Moments;

/**
 * What a list of stored statistics has of one partition.
 *
 * @param fingerprint of the files from which they were computed, or which were forgotten
 * @param label the moments of the label
 */
public record ListedPartition(String name, String fingerprint, boolean forgotten, Moments label) {}
