package ridgeline.path;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import ridgeline.stats.Moments;
import ridgeline.stats.MomentsAccumulator;

/**
 * Time to fit a whole path from moments, including the standardisation.
 *
 * <p>The rows are those of the timings of Friedman, Hastie and Tibshirani, "Regularization Paths
 * for Generalized Linear Models via Coordinate Descent" (2010): all pairs of features are equally
 * correlated, coefficients alternate in sign and decrease, and the signal is three times the noise.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 3, time = 2)
public class PathSolverBenchmark {
  private static final long SEED = 1;
  private static final int ROWS_PER_FEATURE = 4;
  private static final double CORRELATION = 0.5;
  private static final double SIGNAL_TO_NOISE = 3;
  private static final int STEPS = 100;
  private static final double TOL = 1e-7;
  private static final int MAX_ITER = 100_000;

  @Param({"100", "1000"})
  private int features;

  @Param({"0", "0.5", "1"})
  private double elasticNetParam;

  private Moments moments;
  private double[] regParams;

  @Setup
  public void simulate() {
    moments = moments(ROWS_PER_FEATURE * features, features);
    regParams =
        RegParamGrid.logSpaced(
            solver().regParamMax(elasticNetParam),
            RegParamGrid.defaultMinRatio(moments.rows(), features),
            STEPS);
  }

  @Benchmark
  public PathSolver.Solution path() {
    return solver().solve(elasticNetParam, regParams, 0, STEPS, null);
  }

  private PathSolver solver() {
    Penalty penalty = Penalty.uniform(features, true, true, L2Scale.MLLIB);
    return new PathSolver(moments, penalty, TOL, MAX_ITER);
  }

  private static Moments moments(int rows, int features) {
    double[] coefficients = new double[features];
    double sum = 0;
    double sumOfSquares = 0;
    for (int j = 0; j < features; j++) {
      coefficients[j] = (j % 2 == 0 ? 1 : -1) * Math.exp(-j / 10.0);
      sum += coefficients[j];
      sumOfSquares += coefficients[j] * coefficients[j];
    }
    double signal = Math.sqrt(CORRELATION * sum * sum + (1 - CORRELATION) * sumOfSquares);
    double noise = signal / SIGNAL_TO_NOISE;
    Random random = new Random(SEED);
    MomentsAccumulator accumulator = new MomentsAccumulator(features);
    double[] row = new double[features];
    for (int i = 0; i < rows; i++) {
      double common = Math.sqrt(CORRELATION) * random.nextGaussian();
      double label = noise * random.nextGaussian();
      for (int j = 0; j < features; j++) {
        row[j] = common + Math.sqrt(1 - CORRELATION) * random.nextGaussian();
        label += coefficients[j] * row[j];
      }
      accumulator.add(row, label, 1);
    }
    return accumulator.toMoments();
  }
}
