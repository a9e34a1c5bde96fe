package ridgeline.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.path.LinearFit;
import ridgeline.stats.WeightedMean;

/**
 * Solves the paths of all folds together, from strong to weak regularisation. The path of each
 * elasticNetParam ends when its mean error curve meets the stopping rule.
 *
 * <p>The curve follows cv.glmnet: {@code cvm} is the weighted mean of the folds' mean squared
 * errors, {@code cvsd = sqrt(weighted mean of (fold - cvm)^2 / (folds - 1))}.
 */
public final class CrossValidation {
  /** A path is extended by a tenth of its grid at a time. */
  private static final int CHUNKS = 10;

  /** Each fold's share of the weight of all rows. */
  private final double[] foldShares;

  private final double labelVariance;
  private final StoppingRule stopping;
  private final int stepsAtOnce;
  private final SegmentSolver solver;
  private final Consumer<CvProgress> progress;

  /** The error of least squares, NaN if it is not certified; null until it is needed. */
  private @Nullable Double leastSquares;

  /**
   * Describes a cross-validation.
   *
   * @param foldWeights sum of the weights in each fold
   * @param labelVariance variance of the label over all rows, for r2
   * @param stepsAtOnce number of steps of a path between two checks of the stopping rule, {@code >=
   *     1}; cells solved beyond the stop are discarded
   * @param progress called after every round
   */
  public CrossValidation(
      double[] foldWeights,
      double labelVariance,
      StoppingRule stopping,
      int stepsAtOnce,
      SegmentSolver solver,
      Consumer<CvProgress> progress) {
    double weight = Arrays.stream(foldWeights).sum();
    foldShares = Arrays.stream(foldWeights).map(fold -> fold / weight).toArray();
    this.labelVariance = labelVariance;
    this.stopping = stopping;
    this.stepsAtOnce = stepsAtOnce;
    this.solver = solver;
    this.progress = progress;
  }

  /**
   * Judges the weak ends of paths without least squares. With at least as many features as rows,
   * its solution is not unique, and no path needs to end there.
   */
  public CrossValidation withoutLeastSquares() {
    leastSquares = Double.NaN;
    return this;
  }

  /**
   * Solves the grid.
   *
   * @param elasticNetParams one for each path
   * @param regParams the values of each path, decreasing
   * @param extend whether to extend a path, with the same ratio between values and to at most twice
   *     its length, while its error still falls at its smallest regParam; see {@link WeakEnd}
   * @return the curves, in the order of {@code elasticNetParams}
   */
  public List<CvCurve> run(double[] elasticNetParams, double[][] regParams, boolean extend) {
    List<PathState> paths =
        IntStream.range(0, elasticNetParams.length)
            .mapToObj(i -> new PathState(elasticNetParams[i], regParams[i], extend))
            .toList();
    List<PathState> alive = paths;
    report(paths);
    while (!alive.isEmpty()) {
      List<Segment> segments = alive.stream().flatMap(path -> path.next().stream()).toList();
      List<Segment.Solved> solved = solver.solve(segments);
      int from = 0;
      for (PathState path : alive) {
        int count = path.segmentCount();
        path.accept(solved.subList(from, from + count));
        from += count;
      }
      alive = alive.stream().filter(path -> !path.ended).toList();
      report(paths);
    }
    return paths.stream().map(PathState::curve).toList();
  }

  private void report(List<PathState> paths) {
    int fits = foldShares.length + 1;
    long planned = 0;
    long solved = 0;
    long skipped = 0;
    for (PathState path : paths) {
      planned += path.regParams.length;
      solved += path.cells.size();
      skipped += path.ended ? path.regParams.length - path.cells.size() : 0;
    }
    List<CvCurve> curves = paths.stream().map(PathState::curve).toList();
    CvCell best =
        paths.stream().anyMatch(path -> path.cells.stream().anyMatch(CvCell::isCertified))
            ? SelectionRule.MIN.select(curves)
            : null;
    progress.accept(
        new CvProgress(foldShares.length, planned * fits, solved * fits, skipped * fits, best));
  }

  /** The error of least squares, which is the same for every elasticNetParam. */
  private double leastSquares() {
    if (leastSquares == null) {
      List<Segment> segments =
          IntStream.range(0, foldShares.length)
              .mapToObj(fold -> new Segment(0, fold, new double[] {0}, 0, 1, null))
              .toList();
      List<Segment.Solved> solved = solver.solve(segments);
      double error = error(0, solved).value();
      leastSquares = converged(0, solved) && Double.isFinite(error) ? error : Double.NaN;
    }
    return leastSquares;
  }

  /** The error of a step, its mean over the folds. */
  private WeightedMean error(int s, List<Segment.Solved> folds) {
    return WeightedMean.of(
        foldShares,
        IntStream.range(0, foldShares.length)
            .mapToDouble(fold -> folds.get(fold).cells().get(s).mse())
            .toArray());
  }

  private static boolean converged(int s, List<Segment.Solved> folds) {
    return folds.stream().allMatch(fold -> fold.cells().get(s).converged());
  }

  /** The path of one elasticNetParam, in all folds. */
  private final class PathState {
    private final double elasticNetParam;
    private final boolean extend;
    private final int requested;
    private final List<CvCell> cells = new ArrayList<>();
    private final double[] @Nullable [] starts = new double[foldShares.length + 1][];
    private double[] regParams;

    /** The error of each step; NaN if it is not certified. */
    private double[] cvm;

    private int minSteps;
    private boolean looksAhead;
    private int lookedAhead;
    private boolean ended;

    PathState(double elasticNetParam, double[] regParams, boolean extend) {
      this.elasticNetParam = elasticNetParam;
      this.regParams = regParams;
      this.extend = extend;
      requested = regParams.length;
      cvm = new double[regParams.length];
    }

    /** Looking ahead needs no all-data fit. */
    int segmentCount() {
      return looksAhead ? foldShares.length : foldShares.length + 1;
    }

    List<Segment> next() {
      if (looksAhead) {
        double[] ahead =
            Arrays.stream(stopping.lookAhead(cells.size(), regParams.length))
                .mapToDouble(step -> regParams[step])
                .toArray();
        return segments(ahead, 0, ahead.length);
      }
      int from = cells.size();
      return segments(regParams, from, Math.min(from + stepsAtOnce, regParams.length));
    }

    private List<Segment> segments(double[] values, int from, int to) {
      return IntStream.range(0, segmentCount())
          .mapToObj(fold -> new Segment(elasticNetParam, fold, values, from, to, starts[fold]))
          .toList();
    }

    void accept(List<Segment.Solved> folds) {
      if (looksAhead) {
        decide(folds);
        return;
      }
      int steps = folds.get(0).cells().size();
      for (int s = 0; s < steps; s++) {
        CvCell cell = cell(cells.size(), s, folds);
        cvm[cells.size()] = cell.isCertified() ? cell.cvm() : Double.NaN;
        cells.add(cell);
      }
      for (int fold = 0; fold < folds.size(); fold++) {
        starts[fold] = folds.get(fold).end();
      }
      int patienceEnd = stopping.patienceEnds(cvm, cells.size(), minSteps);
      looksAhead = patienceEnd > 0 && patienceEnd < regParams.length;
      if (looksAhead) {
        cells.subList(patienceEnd, cells.size()).clear();
      }
      if (extend && weakEnd() == WeakEnd.FALLING) {
        extendGrid();
      }
      ended = cells.size() == regParams.length;
    }

    private WeakEnd weakEnd() {
      return cells.size() < regParams.length
          ? WeakEnd.INSIDE
          : WeakEnd.of(
              cvm,
              cells.size(),
              regParams[regParams.length - 1],
              CrossValidation.this::leastSquares);
    }

    /** Adds some values, unless the path already has twice as many as requested. */
    private void extendGrid() {
      int planned = regParams.length;
      int more = Math.min((requested + CHUNKS - 1) / CHUNKS, 2 * requested - planned);
      double ratio = regParams[planned - 1] / regParams[planned - 2];
      regParams = Arrays.copyOf(regParams, planned + more);
      cvm = Arrays.copyOf(cvm, planned + more);
      for (int step = planned; step < regParams.length; step++) {
        regParams[step] = regParams[step - 1] * ratio;
      }
    }

    /** Ends the path where patience ended, or continues it beyond the best of the steps ahead. */
    private void decide(List<Segment.Solved> folds) {
      int[] ahead = stopping.lookAhead(cells.size(), regParams.length);
      lookedAhead += ahead.length;
      double best =
          Arrays.stream(cvm, 0, cells.size())
              .filter(error -> !Double.isNaN(error))
              .min()
              .orElse(Double.POSITIVE_INFINITY);
      int bestAhead = -1;
      for (int s = 0; s < ahead.length; s++) {
        double error = error(s, folds).value();
        if (error < best && converged(s, folds)) {
          best = error;
          bestAhead = ahead[s];
        }
      }
      ended = bestAhead < 0;
      minSteps = bestAhead + 1 + stopping.patience();
      looksAhead = false;
    }

    private CvCell cell(int step, int s, List<Segment.Solved> folds) {
      LinearFit fit = folds.get(foldShares.length).fits().get(s);
      WeightedMean error = error(s, folds);
      double kkt = fit.kkt();
      int iterations = fit.iterations();
      for (int fold = 0; fold < foldShares.length; fold++) {
        Segment.FoldCell cell = folds.get(fold).cells().get(s);
        kkt = Math.max(kkt, cell.kkt());
        iterations += cell.iterations();
      }
      return new CvCell(
          elasticNetParam,
          step,
          error.value(),
          error.standardError(),
          1 - error.value() / labelVariance,
          kkt,
          iterations,
          converged(s, folds),
          fit);
    }

    CvCurve curve() {
      return new CvCurve(
          elasticNetParam,
          regParams,
          List.copyOf(cells),
          lookedAhead,
          regParams.length - requested,
          weakEnd());
    }
  }
}
