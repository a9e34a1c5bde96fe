package ridgeline.compare;

import java.util.Arrays;
import java.util.List;
import ridgeline.path.L2Scale;
import ridgeline.path.LinearFit;
import ridgeline.path.PathSolver;
import ridgeline.path.Penalty;
import ridgeline.stats.Moments;

/**
 * Penalised least squares: L1, L2, ElasticNet, none, and the methods that are equivalent to ridge.
 *
 * @param elasticNetParam the L1 share
 * @param strengths regularisation strengths in the unit of the method, strongest first
 * @param weighting how a strength determines the regParam and the penalty factors
 */
@SuppressWarnings("ArrayRecordComponent")
record PenalizedPath(double elasticNetParam, double[] strengths, Weighting weighting)
    implements StrengthPath {
  static final double TOL = 1e-7;
  static final int MAX_ITER = 100_000;

  /** How a strength determines a penalty on standardised coefficients. */
  enum Weighting {
    /** The strength is the regParam. */
    REG_PARAM {
      @Override
      double regParam(double strength) {
        return strength;
      }

      @Override
      double strength(double regParam) {
        return regParam;
      }
    },

    /**
     * The strength is the deviation of Gaussian noise on every input, relative to the input's
     * deviation: on average the squared error grows by {@code sum_j strength^2 s_j^2 b_j^2} (Bishop
     * 1995, "Training with Noise is Equivalent to Tikhonov Regularization", section 2), which is
     * ridge.
     */
    NOISE {
      @Override
      double regParam(double strength) {
        return strength * strength;
      }

      @Override
      double strength(double regParam) {
        return Math.sqrt(regParam);
      }
    },

    /**
     * The strength is the share of inputs set to 0, the others being scaled up by {@code 1 / (1 -
     * strength)}: on average the squared error grows by {@code strength / (1 - strength) sum_j
     * mean(x_j^2) b_j^2} (Srivastava et al. 2014, "Dropout", section 9.1), which is ridge weighted
     * by the diagonal of the cross-products.
     */
    DROPOUT {
      @Override
      double regParam(double strength) {
        return strength / (1 - strength);
      }

      @Override
      double strength(double regParam) {
        return regParam / (1 + regParam);
      }

      @Override
      double factor(double mean, double deviation) {
        return 1 + mean * mean / (deviation * deviation);
      }
    };

    abstract double regParam(double strength);

    /** The inverse of {@link #regParam}. */
    abstract double strength(double regParam);

    /** The penalty factor of a feature that is not constant. */
    double factor(double mean, double deviation) {
      return 1;
    }
  }

  @Override
  public boolean stopsEarly() {
    return false;
  }

  /** With the same ratio between its last regParams. */
  @Override
  public StrengthPath extended() {
    int count = strengths.length;
    if (count == 1) {
      return this;
    }
    double last = weighting.regParam(strengths[count - 1]);
    double ratio = last / weighting.regParam(strengths[count - 2]);
    double[] extended = Arrays.copyOf(strengths, 2 * count);
    for (int step = count; step < extended.length; step++) {
      last *= ratio;
      extended[step] = weighting.strength(last);
    }
    return new PenalizedPath(elasticNetParam, extended, weighting);
  }

  @Override
  public Fits fit(Moments training) {
    PathSolver solver = new PathSolver(training, penalty(training), TOL, MAX_ITER);
    double[] regParams = Arrays.stream(strengths).map(weighting::regParam).toArray();
    List<LinearFit> fits =
        solver.solve(elasticNetParam, regParams, 0, regParams.length, null).fits();
    return new Fits(fits, solver::meanSquaredError);
  }

  /** A plain L2 part of a mixture would dominate or vanish, depending on the unit of the label. */
  static L2Scale scale(double elasticNetParam) {
    return elasticNetParam > 0 && elasticNetParam < 1 ? L2Scale.MLLIB : L2Scale.PLAIN;
  }

  private Penalty penalty(Moments training) {
    double[] factors = new double[training.features()];
    for (int j = 0; j < factors.length; j++) {
      double deviation = training.deviation(j);
      factors[j] = deviation == 0 ? 1 : weighting.factor(training.mean(j), deviation);
    }
    return new Penalty(true, true, scale(elasticNetParam), factors);
  }
}
