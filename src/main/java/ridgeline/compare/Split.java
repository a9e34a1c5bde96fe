package ridgeline.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;

/**
 * Splits the rows by hash into equal parts: folds for the cross-validation and folds for the test
 * set, each of them in slices, so that a model can be trained on a part of the rows.
 *
 * @param folds number of folds of the training part
 * @param testFolds number of folds of the test set
 * @param slices number of slices of each fold, a power of two
 */
public record Split(int folds, int testFolds, int slices) {

  /** Number of parts; a hash assigns each row to one of them. */
  public int parts() {
    return Math.multiplyExact(folds + testFolds, slices);
  }

  /** Whether every fold has enough rows for tuning, and the test set has rows. */
  public boolean isUsable(FoldMoments parts) {
    return !test(parts).isEmpty() && TrainingPart.of(training(parts, slices)).isUsable();
  }

  /** The rows for tuning and training: the first {@code count} slices of each fold. */
  FoldMoments training(FoldMoments parts, int count) {
    return new FoldMoments(
        IntStream.range(0, folds).mapToObj(fold -> merged(parts, fold, count)).toList());
  }

  /** The parts of the test set that have rows. */
  List<Moments> test(FoldMoments parts) {
    List<Moments> test = new ArrayList<>();
    for (int slice = 0; slice < slices; slice++) {
      for (int fold = folds; fold < folds + testFolds; fold++) {
        Moments part = parts.heldOut(slice * (folds + testFolds) + fold);
        if (part.weight() > 0) {
          test.add(part);
        }
      }
    }
    return test;
  }

  private Moments merged(FoldMoments parts, int fold, int count) {
    return IntStream.range(0, count)
        .mapToObj(slice -> parts.heldOut(slice * (folds + testFolds) + fold))
        .reduce(Moments.empty(parts.features()), Moments::merge);
  }
}
