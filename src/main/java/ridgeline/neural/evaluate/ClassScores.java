package ridgeline.neural.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Mergeable counts of rows by the log-odds of each class, which show how well a network
 * distinguishes it from all others. Not a record, because Kryo cannot write records.
 */
final class ClassScores implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The maximum number of classes for which they are kept. */
  static final int MAX_CLASSES = 50;

  /** Log-odds of one bin; rows in one bin count as equal. */
  private static final double WIDTH = 0.01;

  /** Bins for log-odds from -20 to 20; values beyond are in the outermost bins. */
  private static final int BINS = 4000;

  /** The maximum number of points of a curve. */
  private static final int MAX_POINTS = 200;

  private final int classes;

  /** Weights by class and bin, of rows of the class and of others. */
  private final double[][] own;

  private final double[][] others;

  /** Starts with no rows. */
  ClassScores(int classes) {
    this.classes = classes;
    own = new double[classes][BINS];
    others = new double[classes][BINS];
  }

  /**
   * Adds a row.
   *
   * @param outputs of some rows, those of this one from {@code at} on
   */
  void add(int label, double weight, float[] outputs, int at) {
    for (int k = 0; k < classes; k++) {
      double[] counts = k == label ? own[k] : others[k];
      counts[bin(logOdds(outputs, at, k))] += weight;
    }
  }

  /** The log-odds of a class: its output minus the log-sum-exp of the other outputs. */
  private double logOdds(float[] outputs, int at, int which) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      greatest = k == which ? greatest : Math.max(greatest, outputs[at + k]);
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += k == which ? 0 : Math.exp(outputs[at + k] - greatest);
    }
    return outputs[at + which] - greatest - Math.log(sum);
  }

  private static int bin(double logOdds) {
    return (int) Math.max(0, Math.min(BINS - 1, Math.floor(logOdds / WIDTH) + BINS / 2));
  }

  void merge(ClassScores other) {
    for (int k = 0; k < classes; k++) {
      for (int bin = 0; bin < BINS; bin++) {
        own[k][bin] += other.own[k][bin];
        others[k][bin] += other.others[k][bin];
      }
    }
  }

  /** The curve of each class; without rows of the class, or of others, it has no area. */
  List<RocCurve> curves() {
    List<RocCurve> curves = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      curves.add(curve(own[k], others[k]));
    }
    return curves;
  }

  private static RocCurve curve(double[] own, double[] others) {
    double allOwn = Arrays.stream(own).sum();
    double allOthers = Arrays.stream(others).sum();
    if (allOwn == 0 || allOthers == 0) {
      return new RocCurve(null, List.of());
    }
    List<double[]> points = new ArrayList<>(List.of(new double[] {0, 0}));
    double hits = 0;
    double alarms = 0;
    double area = 0;
    for (int bin = own.length - 1; bin >= 0; bin--) {
      if (own[bin] == 0 && others[bin] == 0) {
        continue;
      }
      area += others[bin] * (hits + own[bin] / 2);
      hits += own[bin];
      alarms += others[bin];
      double[] last = points.get(points.size() - 1);
      double[] point = {Math.min(1, alarms / allOthers), Math.min(1, hits / allOwn)};
      if (point[0] - last[0] + point[1] - last[1] > 2.0 / MAX_POINTS) {
        points.add(point);
      }
    }
    points.add(new double[] {1, 1});
    return new RocCurve(area / (allOwn * allOthers), points);
  }
}
