package ridgeline.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;

/**
 * Rows in equal parts by hash: folds for the cross-validation, further folds kept for the test, and
 * each of them in slices, so that a model can be trained on a part of the rows.
 *
 * @param folds folds of the training part
 * @param testFolds folds kept for the test
 * @param slices a power of two
 */
public record Split(int folds, int testFolds, int slices) {

  /** Number of parts: a hash deals each row to one. */
  public int parts() {
    return Math.multiplyExact(folds + testFolds, slices);
  }

  /** Whether there are rows enough to tune on, in every fold, and to test on. */
  public boolean isUsable(FoldMoments parts) {
    return !test(parts).isEmpty() && TrainingPart.of(training(parts, slices)).isUsable();
  }

  /** What a model is tuned and trained on: the first {@code count} slices of the folds. */
  FoldMoments training(FoldMoments parts, int count) {
    return new FoldMoments(
        IntStream.range(0, folds).mapToObj(fold -> merged(parts, fold, count)).toList());
  }

  /** The parts kept for the test that have rows. */
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
