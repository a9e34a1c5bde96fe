package ridgeline.data.columns;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import ridgeline.data.TrainingRows;
import ridgeline.data.feature.Term;
import ridgeline.data.fold.FoldHash;

/**
 * The columns from which feature vectors are built, and how, so that they need not be built: the
 * same rows as {@code TrainingTable.rows}.
 *
 * @param rows numeric columns as doubles, categorical ones as strings, then label, and weight and
 *     fold as in {@link TrainingRows} if there are such columns
 * @param weighted whether there is a weight column; otherwise every weight is 1
 * @param hash assigns rows to folds; null if a column does, or every row is in fold 0
 * @param numeric number of numeric columns
 * @param levels levels of each categorical column; null and other values have none
 * @param terms the features, in order
 * @param replacements the replacement of null, NaN and infinite values in each numeric column;
 *     empty if they are not replaced
 */
@SuppressWarnings("ArrayRecordComponent")
public record RawTable(
    Dataset<Row> rows,
    boolean weighted,
    @Nullable FoldHash hash,
    int numeric,
    List<List<String>> levels,
    List<Term> terms,
    double[] replacements) {}
