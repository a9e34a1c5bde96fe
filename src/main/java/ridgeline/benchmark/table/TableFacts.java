package ridgeline.benchmark.table;

/**
 * The measured table.
 *
 * @param features with every level of a category counted
 * @param bytes of its files, all columns
 */
public record TableFacts(long rows, int features, String description, long bytes, int files) {}
