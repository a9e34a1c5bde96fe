package ridgeline.compare;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import ridgeline.compare.PenalizedPath.Weighting;
import ridgeline.path.PathSolver;
import ridgeline.path.Penalty;
import ridgeline.path.RegParamGrid;
import ridgeline.stats.Moments;

/** A way of regularising. */
public enum Method {
  /** Ordinary least squares. */
  NONE("none", "regParam") {
    @Override
    List<StrengthPath> paths(Moments training) {
      return List.of(new PenalizedPath(0, new double[] {0}, Weighting.REG_PARAM));
    }
  },
  /** The lasso. */
  L1("L1", "regParam") {
    @Override
    List<StrengthPath> paths(Moments training) {
      return List.of(elasticNet(training, 1));
    }
  },
  /** Ridge. */
  L2("L2", "regParam") {
    @Override
    List<StrengthPath> paths(Moments training) {
      return ridge(training, Weighting.REG_PARAM);
    }
  },
  /** A mixture of the two. */
  ELASTIC_NET("ElasticNet", "regParam") {
    @Override
    List<StrengthPath> paths(Moments training) {
      return DoubleStream.of(0.1, 0.5, 0.9)
          .mapToObj(a -> (StrengthPath) elasticNet(training, a))
          .toList();
    }
  },
  /** Gradient descent from zero with early stopping. */
  EARLY_STOPPING("early stopping", "iterations") {
    @Override
    List<StrengthPath> paths(Moments training) {
      long[] iterations =
          LongStream.range(0, STRENGTHS)
              .map(i -> Math.round(Math.pow(MAX_ITERATIONS, i / (STRENGTHS - 1.0))))
              .distinct()
              .toArray();
      return List.of(new DescentPath(Arrays.stream(iterations).asDoubleStream().toArray()));
    }
  },
  /** Dropout on the inputs, averaged over all masks. */
  DROPOUT("dropout on inputs", "rate") {
    @Override
    List<StrengthPath> paths(Moments training) {
      return ridge(training, Weighting.DROPOUT);
    }
  },
  /** Gaussian noise on the inputs, averaged over the noise. */
  NOISE("noise on inputs", "deviation") {
    @Override
    List<StrengthPath> paths(Moments training) {
      return ridge(training, Weighting.NOISE);
    }
  };

  private static final int STRENGTHS = 100;
  private static final double MAX_ITERATIONS = 1e9;

  /** The last regParam of a lasso path, relative to the first. */
  private static final double L1_MIN_RATIO = 1e-5;

  /** The smallest regParam of ridge, relative to the largest. */
  private static final double L2_MIN_RATIO = 1e-10;

  private final String title;
  private final String strength;

  Method(String title, String strength) {
    this.title = title;
    this.strength = strength;
  }

  /** Its display name. */
  public String title() {
    return title;
  }

  /** The name of its regularisation strength. */
  public String strength() {
    return strength;
  }

  /** The paths that it is tuned over, unless their errors still fall at the end. */
  abstract List<StrengthPath> paths(Moments training);

  private static PenalizedPath elasticNet(Moments training, double elasticNetParam) {
    Penalty penalty =
        Penalty.uniform(training.features(), true, true, PenalizedPath.scale(elasticNetParam));
    double max =
        new PathSolver(training, penalty, PenalizedPath.TOL, PenalizedPath.MAX_ITER)
            .regParamMax(elasticNetParam);
    double[] regParams =
        max == 0 ? new double[1] : RegParamGrid.logSpaced(max, L1_MIN_RATIO, STRENGTHS);
    return new PenalizedPath(elasticNetParam, regParams, Weighting.REG_PARAM);
  }

  /**
   * Strengths from far above the largest eigenvalue of a correlation matrix, which is at most the
   * number of features, to below most of its smallest ones.
   */
  private static List<StrengthPath> ridge(Moments training, Weighting weighting) {
    double strongest = 100.0 * training.features();
    double[] strengths =
        Arrays.stream(RegParamGrid.logSpaced(strongest, L2_MIN_RATIO, STRENGTHS))
            .map(weighting::strength)
            .toArray();
    return List.of(new PenalizedPath(0, strengths, weighting));
  }
}
