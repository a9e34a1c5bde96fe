package ridgeline.benchmark.table;

/**
 * Facts about the measured table.
 *
 * @param features number of features, counting every level of a category
 * @param bytes size of its files, all columns
 */
public record TableFacts(long rows, int features, String description, long bytes, int files) {}
