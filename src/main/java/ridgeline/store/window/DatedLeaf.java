package ridgeline.store.window;

import java.time.LocalDate;
import ridgeline.store.leaf.Leaf;

/**
 * The statistics of a partition with a date.
 *
 * @param partition its name
 */
public record DatedLeaf(String partition, LocalDate date, Leaf leaf) {}
