package ridgeline.aggregate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.aggregate.row.FoldRow;
import ridgeline.aggregate.row.InternalRows;
import ridgeline.aggregate.row.RowValidation;
import ridgeline.aggregate.row.SquareRange;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.FoldMomentsAccumulator;
import ridgeline.stats.Moments;

/**
 * One pass over {@link ridgeline.data.TrainingRows} that validates every row and computes only the
 * moments of the label.
 *
 * @param folds the label's moments in each fold
 * @param validation counts of the rows that were read
 */
public record LabelPass(FoldMoments folds, RowValidation validation) implements Serializable {
  private static final double[] NO_FEATURES = {};

  /**
   * Reads the rows.
   *
   * @param features size of the feature vectors
   * @param names names of the features, for messages
   * @throws ridgeline.data.DataException if a row cannot be used, there are no rows, or squares of
   *     the label exceed the range of a double
   */
  public static LabelPass collect(Dataset<Row> rows, int features, String[] names, int folds) {
    List<JavaSerialized<LabelPass>> parts =
        InternalRows.read(rows)
            .mapPartitions(
                part -> List.of(JavaSerialized.of(labelsOf(part, features, folds))).iterator())
            .collect();
    RowValidation validation = new RowValidation(features, folds);
    List<Moments> merged = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      merged.add(Moments.empty(0));
    }
    for (JavaSerialized<LabelPass> serialized : parts) {
      LabelPass part = serialized.get();
      validation = validation.plus(part.validation());
      for (int fold = 0; fold < folds; fold++) {
        merged.set(fold, merged.get(fold).merge(part.folds().heldOut(fold)));
      }
    }
    validation.requireUsable(names);
    FoldMoments moments = new FoldMoments(merged);
    SquareRange.require(moments.all(), new String[0]);
    return new LabelPass(moments, validation);
  }

  private static LabelPass labelsOf(Iterator<FoldRow> rows, int features, int folds) {
    RowValidation validation = new RowValidation(features, folds);
    FoldMomentsAccumulator labels = new FoldMomentsAccumulator(0, folds);
    while (rows.hasNext()) {
      FoldRow row = rows.next();
      if (validation.accept(row)) {
        labels.add(row.fold(), NO_FEATURES, row.label(), row.weight());
      }
    }
    return new LabelPass(new FoldMoments(labels.toMoments()), validation);
  }
}
