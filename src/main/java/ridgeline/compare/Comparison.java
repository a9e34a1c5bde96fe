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
 * Methods tuned on the same training rows and evaluated on the same test rows, using only the
 * statistics of the rows.
 *
 * @param trainingRows number of rows of positive weight for tuning and training
 * @param testRows number of rows of positive weight in the test set, which tuning does not see
 * @param testParts number of parts of the test set, from which standard errors are estimated
 * @param fits each method, tuned and trained on the whole training part
 * @param learning each method, tuned and trained on increasing parts of it
 * @param descentVersusRidge gradient descent compared with ridge; empty unless both are among the
 *     methods
 * @param deviations deviations of the features in the training part
 * @param labelDeviation deviation of the label in the training part
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
   * @param rows number of rows of positive weight in that part
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
   * Gradient descent after some iterations, compared with the ridge fit at {@link
   * GradientDescentPath#regParam}.
   *
   * @param distance distance between their standardised coefficients, relative to the norm of
   *     ridge's
   * @param descentError mean squared error of gradient descent on the test set
   * @param ridgeError mean squared error of ridge on the test set
   */
  public record DescentVersusRidge(
      long iterations, double regParam, double distance, double descentError, double ridgeError) {}

  /**
   * Compares methods.
   *
   * @param parts the moments of each part of {@code split}; {@link Split#isUsable} holds for them
   * @param patience see {@link TunedFit#of}
   * @param progress receives a message before each round of tuning
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
      LinearFit descended = descent.after((long) iterations[i]);
      LinearFit shrunk = ridge.all().get(i);
      descentVersusRidge.add(
          new DescentVersusRidge(
              (long) iterations[i],
              regParams[i],
              distance(descended, shrunk, deviations),
              descent.meanSquaredError(descended, unseen),
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

  /** The standardised coefficients of a fit: in label deviations per feature deviation. */
  public double[] standardized(LinearFit fit) {
    double[] standardized = fit.dense(deviations.length);
    for (int j = 0; j < deviations.length; j++) {
      standardized[j] *= deviations[j] / labelDeviation;
    }
    return standardized;
  }

  /** The L2 norm of the standardised coefficients of a fit. */
  public double norm(LinearFit fit) {
    return Math.sqrt(Arrays.stream(standardized(fit)).map(value -> value * value).sum());
  }
}
