package ridgeline.neural.plan;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The quality of the outputs for some rows, as mergeable sums. */
public final class Evaluation implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int classes;
  private final double[] confusion;
  private double weight;
  private double loss;

  /**
   * Sums over rows of squared weights, and of squared weights times the loss and the squared loss.
   */
  private final double[] squares = new double[3];

  /** The sum of squared weights of the rows whose class is predicted correctly. */
  private double squaresOfRight;

  /**
   * Starts with no rows.
   *
   * @param classes 1 for numbers
   */
  public Evaluation(int classes) {
    this.classes = classes;
    confusion = new double[classes * classes];
  }

  void add(double rowWeight, double rowLoss, int label, int predicted) {
    weight += rowWeight;
    loss += rowWeight * rowLoss;
    double square = rowWeight * rowWeight;
    squares[0] += square;
    squares[1] += square * rowLoss;
    squares[2] += square * rowLoss * rowLoss;
    squaresOfRight += label == predicted ? square : 0;
    confusion[label * classes + predicted] += rowWeight;
  }

  public void merge(Evaluation other) {
    weight += other.weight;
    loss += other.loss;
    Arrays.setAll(squares, k -> squares[k] + other.squares[k]);
    squaresOfRight += other.squaresOfRight;
    Arrays.setAll(confusion, k -> confusion[k] + other.confusion[k]);
  }

  public boolean isEmpty() {
    return weight == 0;
  }

  /** Mean loss, without smoothing and penalties. */
  public double loss() {
    return loss / weight;
  }

  /** Standard error of {@link #loss}: rows are taken as drawn independently, weights as fixed. */
  public double lossError() {
    double mean = loss();
    double sum = squares[2] - 2 * mean * squares[1] + mean * mean * squares[0];
    return Math.sqrt(Math.max(0, sum)) / weight;
  }

  /** Standard error of {@link #accuracy}. */
  public double accuracyError() {
    double accuracy = accuracy();
    double squaresOfWrong = squares[0] - squaresOfRight;
    double sum =
        (1 - accuracy) * (1 - accuracy) * squaresOfRight + accuracy * accuracy * squaresOfWrong;
    return Math.sqrt(sum) / weight;
  }

  /** Share of the rows whose class is predicted correctly. */
  public double accuracy() {
    double right = 0;
    for (int k = 0; k < classes; k++) {
      right += confusion[k * classes + k];
    }
    return right / weight;
  }

  /** Rows by label, then by predicted class. */
  public List<double[]> confusion() {
    return IntStream.range(0, classes)
        .mapToObj(k -> Arrays.copyOfRange(confusion, k * classes, (k + 1) * classes))
        .toList();
  }
}
