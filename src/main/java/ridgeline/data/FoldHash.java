package ridgeline.data;

import java.io.Serializable;

/**
 * Deals rows to folds by {@code pmod(xxhash64(label, weight, numeric columns, categorical columns,
 * seed), folds)}, as {@link TrainingRows#hashedFold} does by Spark's functions.
 */
public record FoldHash(long seed, int folds) implements Serializable {}
