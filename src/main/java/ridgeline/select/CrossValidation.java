package ridgeline.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.path.LinearFit;

/**
 * Walks the paths of all folds together, each elasticNetParam until its joint error curve meets the
 * stopping rule.
 *
 * <p>The curve follows cv.glmnet: {@code cvm} is the weighted mean of the folds' mean squared
 * errors, {@code cvsd = sqrt(weighted mean of (fold - cvm)^2 / (folds - 1))}.
 */
public final class CrossValidation {
  private final double[] foldWeights;
  private final double labelVariance;
  private final StoppingRule stopping;
  private final int stepsAtOnce;
  private final SegmentSolver solver;
  private final Consumer<CvProgress> progress;

  /**
   * Describes a cross-validation.
   *
   * @param foldWeights sum of the weights of each fold's rows
   * @param labelVariance variance of the label over all rows, for r2
   * @param stepsAtOnce steps of a path between two looks at the stopping rule, {@code >= 1}; steps
   *     solved past the stop are dropped, so it does not change the result
   * @param progress is told after every round
   */
  public CrossValidation(
      double[] foldWeights,
      double labelVariance,
      StoppingRule stopping,
      int stepsAtOnce,
      SegmentSolver solver,
      Consumer<CvProgress> progress) {
    this.foldWeights = foldWeights.clone();
    this.labelVariance = labelVariance;
    this.stopping = stopping;
    this.stepsAtOnce = stepsAtOnce;
    this.solver = solver;
    this.progress = progress;
  }

  /**
   * Solves the grid.
   *
   * @param elasticNetParams one for each path
   * @param regParams the values of each path, decreasing
   * @return the curves, in the order of {@code elasticNetParams}
   */
  public List<CvCurve> run(double[] elasticNetParams, double[][] regParams) {
    List<Walk> walks =
        IntStream.range(0, elasticNetParams.length)
            .mapToObj(i -> new Walk(i, elasticNetParams[i], regParams[i]))
            .toList();
    List<Walk> alive = walks;
    report(walks);
    while (!alive.isEmpty()) {
      List<Segment> segments = alive.stream().flatMap(walk -> walk.next().stream()).toList();
      List<Segment.Solved> solved = solver.solve(segments);
      int perWalk = foldWeights.length + 1;
      for (int i = 0; i < alive.size(); i++) {
        alive.get(i).accept(solved.subList(i * perWalk, (i + 1) * perWalk));
      }
      alive = alive.stream().filter(walk -> !walk.ended).toList();
      report(walks);
    }
    return walks.stream().map(Walk::curve).toList();
  }

  private void report(List<Walk> walks) {
    int fits = foldWeights.length + 1;
    long planned = 0;
    long solved = 0;
    long skipped = 0;
    for (Walk walk : walks) {
      planned += walk.regParams.length;
      solved += walk.cells.size();
      skipped += walk.ended ? walk.regParams.length - walk.cells.size() : 0;
    }
    List<CvCurve> curves = walks.stream().map(Walk::curve).toList();
    CvCell best = solved == 0 ? null : SelectionRule.MIN.select(curves);
    progress.accept(new CvProgress(planned * fits, solved * fits, skipped * fits, best));
  }

  /** The path of one elasticNetParam, in all folds. */
  private final class Walk {
    private final int position;
    private final double elasticNetParam;
    private final double[] regParams;
    private final List<CvCell> cells = new ArrayList<>();
    private final double[] cvm;
    private final double[] @Nullable [] starts = new double[foldWeights.length + 1][];
    private boolean ended;

    Walk(int position, double elasticNetParam, double[] regParams) {
      this.position = position;
      this.elasticNetParam = elasticNetParam;
      this.regParams = regParams;
      cvm = new double[regParams.length];
    }

    List<Segment> next() {
      int from = cells.size();
      int to = Math.min(from + stepsAtOnce, regParams.length);
      return IntStream.rangeClosed(0, foldWeights.length)
          .mapToObj(
              fold ->
                  new Segment(position, elasticNetParam, fold, regParams, from, to, starts[fold]))
          .toList();
    }

    void accept(List<Segment.Solved> folds) {
      int steps = folds.get(0).cells().size();
      for (int s = 0; s < steps && !ended; s++) {
        CvCell cell = cell(cells.size(), s, folds);
        cvm[cells.size()] = cell.cvm();
        cells.add(cell);
        ended = cells.size() == regParams.length || stopping.stopAfter(cvm, cells.size()) > 0;
      }
      for (int fold = 0; fold < folds.size(); fold++) {
        starts[fold] = folds.get(fold).end();
      }
    }

    private CvCell cell(int step, int s, List<Segment.Solved> folds) {
      LinearFit fit = folds.get(foldWeights.length).fits().get(s);
      double weight = Arrays.stream(foldWeights).sum();
      double mean = 0;
      double kkt = fit.kkt();
      int iterations = fit.iterations();
      boolean converged = fit.converged();
      for (int fold = 0; fold < foldWeights.length; fold++) {
        Segment.FoldCell cell = folds.get(fold).cells().get(s);
        mean += foldWeights[fold] / weight * cell.mse();
        kkt = Math.max(kkt, cell.kkt());
        iterations += cell.iterations();
        converged &= cell.converged();
      }
      double spread = 0;
      for (int fold = 0; fold < foldWeights.length; fold++) {
        double difference = folds.get(fold).cells().get(s).mse() - mean;
        spread += foldWeights[fold] / weight * difference * difference;
      }
      double cvsd = Math.sqrt(spread / (foldWeights.length - 1));
      double r2 = 1 - mean / labelVariance;
      return new CvCell(elasticNetParam, step, mean, cvsd, r2, kkt, iterations, converged, fit);
    }

    CvCurve curve() {
      return new CvCurve(elasticNetParam, regParams, List.copyOf(cells));
    }
  }
}
