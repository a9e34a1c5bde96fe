package ridgeline.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import ridgeline.path.GradientDescentPath;
import ridgeline.path.LinearFit;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;

/**
 * Methods tuned on the same rows and measured on others, from the statistics of the rows alone.
 *
 * @param trainingRows rows of positive weight that models are tuned and trained on
 * @param testRows rows of positive weight that no tuning sees
 * @param testParts parts of the test, which the standard errors come from
 * @param fits each method, tuned and trained on the whole training part
 * @param learning each method, tuned and trained on ever more of it
 * @param descentVersusRidge gradient descent beside ridge; empty unless both are compared
 * @param deviations of the features in the training part
 * @param labelDeviation in the training part
 */
@SuppressWarnings("ArrayRecordComponent")
public record Comparison(
    long trainingRows,
    long testRows,
    int testParts,
    List<TunedFit> fits,
    List<LearningPoint> learning,
    List<DescentVersusRidge> descentVersusRidge,
    double[] deviations,
    double labelDeviation) {

  /**
   * A method, tuned and trained on a part of the training rows.
   *
   * @param rows rows of positive weight in that part
   * @param testSe standard error of {@code testError}, see {@link TunedFit#testSe}
   */
  public record LearningPoint(
      Method method,
      long rows,
      double strength,
      double trainingError,
      double testError,
      double testSe) {}

  /**
   * Gradient descent after some iterations beside the ridge fit of {@link
   * GradientDescentPath#regParam}.
   *
   * @param distance between their standardised coefficients, relative to ridge's
   * @param descentError mean squared error of gradient descent on the test
   * @param ridgeError that of ridge
   */
  public record DescentVersusRidge(
      long iterations, double regParam, double distance, double descentError, double ridgeError) {}

  /**
   * Compares.
   *
   * @param parts the moments of each part of {@code split}, which they make usable
   * @param patience see {@link TunedFit#of}
   * @param progress takes what is tuned next
   */
  public static Comparison of(
      FoldMoments parts,
      Split split,
      List<Method> methods,
      int patience,
      Consumer<String> progress) {
    TrainingPart whole = TrainingPart.of(split.training(parts, split.slices()));
    List<Moments> test = split.test(parts);
    List<TunedFit> fits = new ArrayList<>();
    List<LearningPoint> learning = new ArrayList<>();
    for (int slices = 1; slices <= split.slices(); slices *= 2) {
      TrainingPart part =
          slices == split.slices() ? whole : TrainingPart.of(split.training(parts, slices));
      if (!part.isUsable()) {
        continue;
      }
      progress.accept("tuning on %,d rows".formatted(part.all().rows()));
      for (Method method : methods) {
        TunedFit fit = TunedFit.of(method, part, test, patience);
        learning.add(
            new LearningPoint(
                method,
                part.all().rows(),
                fit.strength(),
                fit.trainingError(),
                fit.testError(),
                fit.testSe()));
        if (slices == split.slices()) {
          fits.add(fit);
        }
      }
    }
    Moments all = whole.all();
    return new Comparison(
        all.rows(),
        rows(test),
        test.size(),
        fits,
        learning,
        methods.contains(Method.EARLY_STOPPING) && methods.contains(Method.L2)
            ? descentVersusRidge(all, test)
            : List.of(),
        deviations(all),
        all.deviation(all.label()));
  }

  private static long rows(List<Moments> parts) {
    return parts.stream().mapToLong(Moments::rows).sum();
  }

  private static double[] deviations(Moments moments) {
    double[] deviations = new double[moments.features()];
    Arrays.setAll(deviations, moments::deviation);
    return deviations;
  }

  private static List<DescentVersusRidge> descentVersusRidge(Moments training, List<Moments> test) {
    GradientDescentPath descent = new GradientDescentPath(training);
    Moments unseen = test.stream().reduce(Moments.empty(training.features()), Moments::merge);
    double[] iterations = Method.EARLY_STOPPING.paths(training).get(0).strengths();
    double[] regParams = Arrays.stream(iterations).map(t -> descent.regParam((long) t)).toArray();
    StrengthPath.Fits ridge =
        new PenalizedPath(0, regParams, PenalizedPath.Weighting.REG_PARAM).fit(training);
    double[] deviations = deviations(training);
    List<DescentVersusRidge> descentVersusRidge = new ArrayList<>();
    for (int i = 0; i < iterations.length; i++) {
      LinearFit walked = descent.after((long) iterations[i]);
      LinearFit shrunk = ridge.all().get(i);
      descentVersusRidge.add(
          new DescentVersusRidge(
              (long) iterations[i],
              regParams[i],
              distance(walked, shrunk, deviations),
              descent.meanSquaredError(walked, unseen),
              ridge.meanSquaredError(shrunk, unseen)));
    }
    return descentVersusRidge;
  }

  private static double distance(LinearFit a, LinearFit b, double[] deviations) {
    double[] first = a.dense(deviations.length);
    double[] second = b.dense(deviations.length);
    double apart = 0;
    double size = 0;
    for (int j = 0; j < deviations.length; j++) {
      double difference = (first[j] - second[j]) * deviations[j];
      double length = second[j] * deviations[j];
      apart += difference * difference;
      size += length * length;
    }
    return size == 0 ? 0 : Math.sqrt(apart / size);
  }

  /** The coefficients of a fit in deviations of the label per deviation of their feature. */
  public double[] standardized(LinearFit fit) {
    double[] standardized = fit.dense(deviations.length);
    for (int j = 0; j < deviations.length; j++) {
      standardized[j] *= deviations[j] / labelDeviation;
    }
    return standardized;
  }

  /** The L2 norm of those. */
  public double norm(LinearFit fit) {
    return Math.sqrt(Arrays.stream(standardized(fit)).map(value -> value * value).sum());
  }
}
