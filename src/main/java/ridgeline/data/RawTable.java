package ridgeline.data;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The columns from which feature vectors are made, and how, so that they need not be made: the same
 * rows as {@link TrainingTable#rows}.
 *
 * @param rows numeric columns as doubles, categorical ones as strings, then label, weight and,
 *     unless there is a hash, fold as in {@link TrainingRows}
 * @param hash that tells the fold of a row; null if a column does
 * @param numeric number of numeric columns
 * @param levels of each categorical column; a null or another value belongs to none
 * @param terms the features, in order
 * @param replacements what stands for a null, NaN or infinite value of each numeric column; empty
 *     if nothing does
 */
@SuppressWarnings("ArrayRecordComponent")
public record RawTable(
    Dataset<Row> rows,
    @Nullable FoldHash hash,
    int numeric,
    List<List<String>> levels,
    List<Term> terms,
    double[] replacements) {}
