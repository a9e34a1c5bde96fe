package ridgeline.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import ridgeline.path.LinearFit;

/**
 * A fake solver: the errors are a given function, and a path of {@code n} steps has the regParams
 * n, n - 1, ..., 1. The end of a segment is the regParam of its last step.
 */
final class ScriptedSolver implements SegmentSolver {
  /** The held-out error of a step in a fold. */
  @FunctionalInterface
  interface Errors {
    double of(double elasticNetParam, int step, int fold);
  }

  final List<Segment> asked = new ArrayList<>();
  private final int folds;
  private final int steps;
  private final Errors errors;
  private int starvedStep = -1;
  private int starvedFold = -1;

  ScriptedSolver(int folds, int steps, Errors errors) {
    this.folds = folds;
    this.steps = steps;
    this.errors = errors;
  }

  /**
   * Makes one cell fail to converge; {@code fold} may be the number of folds, for the all-data fit.
   */
  void starve(int step, int fold) {
    starvedStep = step;
    starvedFold = fold;
  }

  static double[] path(int steps) {
    return IntStream.range(0, steps).mapToDouble(step -> steps - step).toArray();
  }

  @Override
  public List<Segment.Solved> solve(List<Segment> segments) {
    asked.addAll(segments);
    return segments.stream().map(this::solve).toList();
  }

  private Segment.Solved solve(Segment segment) {
    List<Segment.FoldCell> cells = new ArrayList<>();
    List<LinearFit> fits = new ArrayList<>();
    for (int i = segment.from(); i < segment.to(); i++) {
      double regParam = segment.regParams()[i];
      int step = (int) (steps - regParam);
      boolean converged = step != starvedStep || segment.fold() != starvedFold;
      if (segment.fold() < folds) {
        double mse = errors.of(segment.elasticNetParam(), step, segment.fold());
        cells.add(new Segment.FoldCell(mse, 0, 1, converged));
      } else {
        cells.add(new Segment.FoldCell(Double.NaN, 0, 1, converged));
        fits.add(new LinearFit(regParam, step, new int[0], new double[0], 0, 1, converged));
      }
    }
    return new Segment.Solved(cells, fits, new double[] {segment.regParams()[segment.to() - 1]});
  }

  /** Whether a segment starts where the previous one of its path ended. */
  static boolean startsWhereTheLastEnded(Segment segment) {
    return segment.from() == 0
        ? segment.start() == null
        : Objects.requireNonNull(segment.start())[0] == segment.regParams()[segment.from() - 1];
  }
}
