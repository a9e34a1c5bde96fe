package ridgeline.aggregate.row;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One row of the training data.
 *
 * @param size number of features; 0 if the row has none
 * @param indices positions of the values, increasing; null if there is a value for every feature
 * @param values feature values; null if the row has no features
 * @param label NaN if the row has none
 * @param weight NaN if the row has none
 * @param fold -1 if the row has none
 */
@SuppressWarnings("ArrayRecordComponent")
public record FoldRow(
    int size,
    int @Nullable [] indices,
    double @Nullable [] values,
    double label,
    double weight,
    int fold)
    implements Serializable {}
